#include "model/provenance.h"

#include <gtest/gtest.h>

#include "base/sha256.h"

namespace taxon {
namespace {

Dataset two_texts() {
  Dataset data;
  data.texts = {"ab", ""};
  data.labels = one_each<std::int32_t>({1, 0});
  data.sources = {"1", "2"};
  data.classes = {"x", "yz"};
  return data;
}

TEST(DataSha256, CountsTextsAndLabelsWithTheirLengths) {
  using namespace std::string_literals;
  const auto expected = sha256_hex("\2\0\0\0\0\0\0\0ab\2\0\0\0\0\0\0\0yz\0\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0x"s);
  EXPECT_EQ(data_sha256(two_texts()), expected);
}

TEST(DataSha256, ChangesWithLabelsAndOrderButNotWithSources) {
  const auto reference = data_sha256(two_texts());
  auto data = two_texts();
  data.sources = {"3", "4"};
  EXPECT_EQ(data_sha256(data), reference);
  data.labels = one_each<std::int32_t>({1, 1});
  EXPECT_NE(data_sha256(data), reference);
  data = two_texts();
  std::swap(data.texts[0], data.texts[1]);
  std::swap(data.labels.values[0], data.labels.values[1]);
  EXPECT_NE(data_sha256(data), reference);
}

TEST(DataSha256, CountsTheLabelsOfAText) {
  using namespace std::string_literals;
  auto data = two_texts();
  data.multi_label = true;
  data.labels = {};
  data.labels.push_back(std::vector<std::int32_t>{0, 1});
  data.labels.push_back(std::span<const std::int32_t>());
  const auto expected = sha256_hex(
      "\2\0\0\0\0\0\0\0ab\2\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0x\2\0\0\0\0\0\0\0yz\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"s);
  EXPECT_EQ(data_sha256(data), expected);
}

}  // namespace
}  // namespace taxon
