#include "data/split.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "data/numpy_random.h"
#include "data/test_files.h"

namespace taxon {
namespace {

using Indices = std::vector<std::size_t>;
using Labels = std::vector<std::int32_t>;

const nlohmann::json& golden(const char* part) {
  static const nlohmann::json all = [] {
    std::ifstream file(std::string(TAXON_SOURCE_DIR) + "/tests/golden/split.json");
    return nlohmann::json::parse(file);
  }();
  EXPECT_GT(all.at(part).size(), 5U);
  return all.at(part);
}

TEST(NumpyRandom, DrawsNumpysNumbers) {
  for (const auto& item : golden("draws")) {
    NumpyRandom random(item["seed"]);
    for (std::size_t i = 0; i < 1300; ++i) {
      const std::uint32_t drawn = random.next();
      if (i % 100 == 0) {
        EXPECT_EQ(drawn, item["values"][i / 100]) << "seed " << item["seed"] << " draw " << i;
      }
    }
  }
}

TEST(NumpyRandom, PermutesAndShufflesAsNumpy) {
  for (const auto& item : golden("permutations")) {
    const Indices expected = item["values"];
    EXPECT_EQ(NumpyRandom(item["seed"]).permutation(item["n"]), expected);
  }
  // Row 97 of the trouble cases.
  Labels five{0, 1, 2, 3, 4};
  NumpyRandom(0).shuffle(five);
  EXPECT_EQ(five, (Labels{2, 0, 1, 3, 4}));
  five = {0, 1, 2, 3, 4};
  NumpyRandom(42).shuffle(five);
  EXPECT_EQ(five, (Labels{1, 4, 2, 0, 3}));
}

TEST(NumpyRandom, ChoosesAsNumpy) {
  for (const auto& item : golden("choices")) {
    NumpyRandom random(item["seed"]);
    const Indices values = item["values"];
    for (const auto& chosen : item["chosen"]) {
      EXPECT_EQ(random.choice(values, item["count"]), chosen.get<Indices>());
    }
  }
}

TEST(NumpyRandom, DrawsFromRangesAbove32Bits) {
  // RandomState(0) draws 2357136044, 2546248239, ...; the first is the upper half.
  EXPECT_EQ(NumpyRandom(0).interval(~std::uint64_t{0}), (std::uint64_t{2357136044} << 32U) | 2546248239U);
  EXPECT_EQ(NumpyRandom(0).interval(0), 0U);
}

std::vector<std::string> class_names(const Labels& labels) {
  std::vector<std::string> names;
  const std::int32_t last = labels.empty() ? -1 : *std::max_element(labels.begin(), labels.end());
  for (std::int32_t c = 0; c <= last; ++c) names.push_back("class " + std::to_string(c));
  return names;
}

// Rows 103, 104, 106, 107, 109 of the trouble cases and many sizes and seeds.
TEST(StratifiedSplit, SplitsAsScikitLearnIndexByIndex) {
  int refused = 0, split_well = 0;
  for (const auto& item : golden("splits")) {
    const Labels labels = item["labels"];
    const auto classes = class_names(labels);
    const auto make = [&] { return stratified_split(labels, classes, item["fraction"], item["seed"]); };
    if (item.contains("error")) {
      EXPECT_NE(error_of(make), "") << item["error"];
      ++refused;
      continue;
    }
    const Split split = make();
    EXPECT_EQ(split.train, item["train"].get<Indices>()) << item.dump();
    EXPECT_EQ(split.valid, item["valid"].get<Indices>()) << item.dump();
    ++split_well;
  }
  EXPECT_GT(refused, 3);
  EXPECT_GT(split_well, 30);
}

std::string refusal(const Labels& labels, const std::vector<std::string>& classes, double fraction) {
  return error_of([&] { stratified_split(labels, classes, fraction, 0); });
}

TEST(StratifiedSplit, SaysWhyItRefuses) {
  const std::vector<std::string> classes{"a", "b"};
  EXPECT_EQ(
      refusal({0, 0, 0, 1}, classes, 0.25),
      "valid-fraction: a split needs 2 texts of every class, but there is 1 only of 'b'; add texts or leave "
      "the class out");
  EXPECT_EQ(
      refusal({0, 0, 0, 1, 1}, classes, 0.2),
      "valid-fraction: of 5 texts, 1 would be validation texts, fewer than the 2 classes; choose another "
      "fraction or add texts");
  EXPECT_NE(refusal({0, 0, 0, 1, 1}, classes, 0.9).find("0 would be training texts"), std::string::npos);
  EXPECT_NE(refusal({0}, classes, 0.2), "");
  EXPECT_NE(refusal({}, classes, 0.2), "");
  for (const double fraction : {0.0, 1.0, -0.1, 1.5, std::nan("")}) {
    EXPECT_EQ(refusal({0, 0, 1, 1}, classes, fraction), "valid-fraction: must be above 0 and below 1");
  }
}

TEST(StratifiedSplit, LeavesClassesWithoutTextsOutOfAccount) {
  const Split split = stratified_split(Labels{0, 2, 0, 2}, std::vector<std::string>{"a", "b", "c"}, 0.5, 0);
  const Split dense = stratified_split(Labels{0, 1, 0, 1}, std::vector<std::string>{"a", "c"}, 0.5, 0);
  EXPECT_EQ(split.train, dense.train);
  EXPECT_EQ(split.valid, dense.valid);
}

}  // namespace
}  // namespace taxon
