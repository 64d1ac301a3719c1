#include "linear/byte_weights.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <utility>
#include <vector>

#include "base/check.h"

namespace taxon {
namespace {

constexpr float kLargestByte = 127;

}  // namespace

ByteWeights ByteWeights::of(const LinearWeights& weights) {
  const std::size_t classes = weights.classes;
  std::vector<float> largest(classes);
  for (std::size_t i = 0; i < weights.weights.size(); ++i) {
    largest[i % classes] = std::max(largest[i % classes], std::fabs(weights.weights[i]));
  }
  std::vector<float> scales;
  for (const float value : largest) scales.push_back(value / (kLargestByte * kLargestByte));
  std::vector<std::int8_t> bytes;
  bytes.reserve(weights.weights.size());
  for (std::size_t i = 0; i < weights.weights.size(); ++i) {
    const float weight = weights.weights[i], scale = scales[i % classes];
    const float byte = scale > 0 ? std::round(std::sqrt(std::fabs(weight) / scale)) : 0;
    bytes.push_back(static_cast<std::int8_t>(std::copysign(std::min(byte, kLargestByte), weight)));
  }
  return {weights.features, classes, std::move(bytes), std::move(scales), weights.biases};
}

void ByteWeights::score(std::span<const SparseValue> row, std::span<double> scores) const {
  TAXON_CHECK(scores.size() == classes);
  std::fill(scores.begin(), scores.end(), 0.0);
  for (const SparseValue& x : row) {
    const std::int8_t* const w = bytes.data() + x.column * classes;
    for (std::size_t k = 0; k < classes; ++k)
      scores[k] += static_cast<double>(x.value) * (w[k] * std::abs(w[k]));
  }
  for (std::size_t k = 0; k < classes; ++k) {
    scores[k] = static_cast<double>(biases[k]) + static_cast<double>(scales[k]) * scores[k];
  }
}

}  // namespace taxon
