#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/shared_array.h"
#include "linear/dual_solver.h"
#include "linear/sparse_rows.h"

namespace taxon {

// The weights of a linear model in a byte each: what a model keeps of LinearWeights, in a quarter of the
// memory. A byte b of class k stands for the weight b |b| scales[k]. The squares leave the many small
// weights, which together decide most texts, as finely told apart as the few large ones: a weight is wrong by
// at most half a percent of the class's largest, one of a hundredth of it by a tenth of that.
struct ByteWeights {
  std::size_t features = 0, classes = 0;
  SharedArray<std::int8_t> bytes;     // (features, classes), from -127 to 127
  SharedArray<float> scales, biases;  // (classes)

  static ByteWeights of(const LinearWeights& weights);

  // scores (classes) becomes biases + row x weights, summed in the row's order. Thread-safe.
  void score(std::span<const SparseValue> row, std::span<double> scores) const;
};

}  // namespace taxon
