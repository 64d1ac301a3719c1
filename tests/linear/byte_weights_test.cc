#include "linear/byte_weights.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>

#include "base/random.h"

namespace taxon {
namespace {

LinearWeights random_weights(std::size_t features, std::size_t classes) {
  const CounterRandom random(9, Purpose::kShuffle);
  LinearWeights weights{features, classes, {}, {}};
  for (std::size_t i = 0; i < features * classes; ++i)
    weights.weights.push_back(unit_float(random.bits(i)) - 0.5F);
  for (std::size_t k = 0; k < classes; ++k) weights.biases.push_back(static_cast<float>(k) - 1);
  return weights;
}

double weight_of(const ByteWeights& weights, std::size_t i) {
  const int byte = weights.bytes[i];
  return static_cast<double>(weights.scales[i % weights.classes]) * byte * std::abs(byte);
}

TEST(ByteWeights, AreAsNearAsTheNextByte) {
  LinearWeights weights = random_weights(200, 3);
  for (std::size_t j = 0; j < 200; ++j)
    weights.weights[3 * j + 1] *= 1000;  // each class has a scale of its own
  const ByteWeights bytes = ByteWeights::of(weights);
  EXPECT_EQ(bytes.biases, (SharedArray<float>(weights.biases)));
  for (std::size_t i = 0; i < weights.weights.size(); ++i) {
    // From (|b| - 1/2)^2 to (|b| + 1/2)^2, and a little for the rounding of the root.
    const double most = static_cast<double>(bytes.scales[i % 3]) * (std::abs(bytes.bytes[i]) + 0.26);
    EXPECT_NEAR(weight_of(bytes, i), static_cast<double>(weights.weights[i]), most);
  }
  EXPECT_GT(bytes.scales[1], 500 * bytes.scales[0]);
}

TEST(ByteWeights, UseTheWholeByteAndTellSmallWeightsApart) {
  const LinearWeights weights{5, 1, {-2, 0.5, 0.002F, -0.001F, 0}, {0}};
  EXPECT_EQ(ByteWeights::of(weights).bytes,
            (SharedArray<std::int8_t>(std::vector<std::int8_t>{-127, 64, 4, -3, 0})));
}

TEST(ByteWeights, ScoreAsTheirWeightsDo) {
  const ByteWeights bytes = ByteWeights::of(random_weights(50, 4));
  std::vector<double> scores(4, 99);
  bytes.score({}, scores);
  EXPECT_EQ(scores, (std::vector<double>{-1, 0, 1, 2}));
  const std::vector<SparseValue> row{{3, 0.5F}, {49, -2.0F}};
  bytes.score(row, scores);
  for (std::size_t k = 0; k < 4; ++k) {
    const double sum = 0.5 * weight_of(bytes, 3 * 4 + k) - 2.0 * weight_of(bytes, 49 * 4 + k);
    EXPECT_NEAR(scores[k], static_cast<double>(bytes.biases[k]) + sum, 1e-12);
  }
}

TEST(ByteWeights, OfZerosAreZeros) {
  const ByteWeights bytes = ByteWeights::of({2, 2, {0, 0, 0, 0}, {1, -1}});
  EXPECT_EQ(bytes.bytes, (SharedArray<std::int8_t>(std::vector<std::int8_t>(4, 0))));
  std::vector<double> scores(2);
  bytes.score(std::vector<SparseValue>{{0, 1.0F}, {1, 1.0F}}, scores);
  EXPECT_EQ(scores, (std::vector<double>{1, -1}));
}

}  // namespace
}  // namespace taxon
