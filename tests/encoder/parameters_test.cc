#include "encoder/parameters.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <utility>

namespace taxon {
namespace {

EncoderConfig notebook_config() {
  return {.vocabulary = 10000, .classes = 20};
}

TEST(ParameterLayout, HasTheNotebooksTensors) {
  const ParameterLayout layout(notebook_config());
  EXPECT_EQ(layout.size(), 3'174'452U);
  using Shape = std::vector<std::int64_t>;
  const std::vector<std::pair<std::string, Shape>> expected{
      {"embedding/token", {10000, 256}},
      {"embedding/position", {256, 256}},
      {"block0/attention/query/kernel", {256, 2, 256}},
      {"block0/attention/query/bias", {2, 256}},
      {"block0/attention/key/kernel", {256, 2, 256}},
      {"block0/attention/key/bias", {2, 256}},
      {"block0/attention/value/kernel", {256, 2, 256}},
      {"block0/attention/value/bias", {2, 256}},
      {"block0/attention/output/kernel", {2, 256, 256}},
      {"block0/attention/output/bias", {256}},
      {"block0/norm1/gamma", {256}},
      {"block0/norm1/beta", {256}},
      {"block0/ffn1/kernel", {256, 32}},
      {"block0/ffn1/bias", {32}},
      {"block0/ffn2/kernel", {32, 256}},
      {"block0/ffn2/bias", {256}},
      {"block0/norm2/gamma", {256}},
      {"block0/norm2/beta", {256}},
      {"head/kernel", {256, 20}},
      {"head/bias", {20}},
  };
  std::vector<std::pair<std::string, Shape>> ours;
  for (const auto& tensor : layout.tensors()) ours.emplace_back(tensor.name, tensor.shape);
  EXPECT_EQ(ours, expected);
}

TEST(ParameterLayout, TensorsFollowEachOtherWithoutGaps) {
  for (const int blocks : {1, 3}) {
    auto config = notebook_config();
    config.blocks = blocks;
    config.key_dim = 7;
    const ParameterLayout layout(config);
    std::size_t end = 0;
    for (const auto& tensor : layout.tensors()) {
      EXPECT_EQ(tensor.offset, end) << tensor.name;
      const auto size =
          std::accumulate(tensor.shape.begin(), tensor.shape.end(), std::int64_t{1}, std::multiplies<>());
      EXPECT_EQ(tensor.size, static_cast<std::size_t>(size)) << tensor.name;
      end += tensor.size;
    }
    EXPECT_EQ(layout.size(), end);
    EXPECT_EQ(layout.tensors().size(), 4U + 16U * static_cast<std::size_t>(blocks));
  }
}

TEST(ParameterLayout, HasNoPositionsToLearnWhereTheyAreFixed) {
  auto config = notebook_config();
  config.positions = Positions::kSinusoidal;
  EXPECT_EQ(ParameterLayout(config).size(), 3'174'452U - 256U * 256U);
  EXPECT_THROW(ParameterLayout(config).find("embedding/position"), std::logic_error);
}

TEST(Parameters, BorrowedValuesAreReadInPlaceAndNeverChanged) {
  const EncoderConfig config{.vocabulary = 8, .maxlen = 4, .embed_dim = 4, .classes = 2};
  Parameters own(config);
  initialize(own, config, AttentionInit::kKeras3, 1);
  Parameters borrowing = Parameters::borrow(config, own.values());
  const Parameters copy = borrowing;
  EXPECT_EQ(copy.values().data(), own.values().data());
  EXPECT_EQ(copy["head/kernel"].data(), std::as_const(own)["head/kernel"].data());
  EXPECT_THROW(borrowing.values(), std::logic_error);
  EXPECT_THROW(borrowing["head/kernel"], std::logic_error);
  EXPECT_THROW(Parameters::borrow(config, own.values().subspan(1)), std::logic_error);
}

// The limits of the notebook's network: what Keras's initializers give for its shapes.
double notebook_limit(const std::string& name, AttentionInit init) {
  const std::map<std::string, double> others{{"embedding/token", 0.05},
                                             {"embedding/position", 0.05},
                                             {"block0/ffn1/kernel", std::sqrt(6.0 / (256 + 32))},
                                             {"block0/ffn2/kernel", std::sqrt(6.0 / (256 + 32))},
                                             {"head/kernel", std::sqrt(6.0 / (256 + 20))}};
  if (const auto found = others.find(name); found != others.end()) return found->second;
  if (!name.ends_with("/kernel")) return 0.0;
  if (init == AttentionInit::kKeras3) return 0.0884;
  return name.find("output") == std::string::npos ? 0.0095 : 0.0765;
}

TEST(Initialize, DrawsUniformlyUpToKerasLimits) {
  for (const auto init : {AttentionInit::kKeras2, AttentionInit::kKeras3}) {
    Parameters parameters(notebook_config());
    initialize(parameters, notebook_config(), init, 11);
    for (const auto& tensor : parameters.layout().tensors()) {
      const double limit = notebook_limit(tensor.name, init);
      if (limit == 0.0) continue;
      const auto values = parameters[tensor.name];
      const auto n = static_cast<double>(values.size());
      double sum = 0, sum_of_squares = 0, largest = 0;
      for (const float value : values) {
        sum += static_cast<double>(value);
        sum_of_squares += static_cast<double>(value) * static_cast<double>(value);
        largest = std::max(largest, std::abs(static_cast<double>(value)));
      }
      // The stated limits have three digits; of n draws the largest comes within a few 1/n of the limit.
      EXPECT_NEAR(largest, limit, 0.008 * limit) << tensor.name;
      // Five standard deviations of the mean and of the mean square of n uniform draws.
      EXPECT_NEAR(sum / n, 0.0, 5 * limit / std::sqrt(3 * n)) << tensor.name;
      EXPECT_NEAR(sum_of_squares / n, limit * limit / 3, limit * limit * (0.01 + 5 * 0.3 / std::sqrt(n)))
          << tensor.name;
    }
  }
}

TEST(Initialize, StartsNormsAtOneAndBiasesAtZero) {
  Parameters parameters(notebook_config());
  std::ranges::fill(parameters.values(), 7.0F);
  initialize(parameters, notebook_config(), AttentionInit::kKeras3, 11);
  for (const auto& tensor : parameters.layout().tensors()) {
    if (notebook_limit(tensor.name, AttentionInit::kKeras3) > 0.0) continue;
    const float start = tensor.name.ends_with("gamma") ? 1.0F : 0.0F;
    EXPECT_TRUE(std::ranges::all_of(parameters[tensor.name], [&](float value) { return value == start; }))
        << tensor.name;
  }
}

TEST(Initialize, IsAFunctionOfTheSeedAndDiffersBetweenTensors) {
  const EncoderConfig config{.vocabulary = 64, .maxlen = 64, .embed_dim = 16, .classes = 3};
  Parameters a(config), b(config), c(config);
  initialize(a, config, AttentionInit::kKeras3, 1);
  initialize(b, config, AttentionInit::kKeras3, 1);
  initialize(c, config, AttentionInit::kKeras3, 2);
  EXPECT_TRUE(std::ranges::equal(a.values(), b.values()));
  EXPECT_FALSE(std::ranges::equal(a.values(), c.values()));
  EXPECT_FALSE(std::ranges::equal(a["embedding/token"], a["embedding/position"]));
  EXPECT_FALSE(std::ranges::equal(a["block0/attention/query/kernel"], a["block0/attention/key/kernel"]));
}

}  // namespace
}  // namespace taxon
