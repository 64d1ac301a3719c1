#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/thread_pool.h"
#include "encoder/block_weights.h"
#include "encoder/config.h"
#include "encoder/matrix_buffer.h"
#include "encoder/parameters.h"
#include "simd/low_precision.h"

namespace taxon {

// What the first block's rows are put together from: a row's vector is E[token] + P[position], and since the
// projections are linear, so is its projection. Only distinct tokens are projected.
struct RowTables {
  ConstRows token;                // (V, D), by token id
  ConstRows position;             // (L, D), by position
  ConstRows token_projection;     // (slots, BlockWeights::width()), by slot
  ConstRows position_projection;  // (L, width()), by position; holds the query biases
};

// Where the rows of one text lie in the tables.
struct TextInput {
  std::size_t rows = 0;
  const std::int32_t* tokens = nullptr;
  const std::int32_t* slots = nullptr;
  const std::int32_t* positions = nullptr;
};

// The (L, D) vectors of positions: the learned ones in the parameters, or the sine and cosine ones of Vaswani
// et al. 2017 (even dimensions sin(p / 10000^(d / D)), odd ones the cosine of the even one before).
class PositionTable {
 public:
  explicit PositionTable(const EncoderConfig& config);
  ConstRows rows(const Parameters& parameters) const;

 private:
  bool learned_;
  std::size_t dim_;
  MatrixBuffer sinusoidal_;
};

// out[i] = rows[indices[i]] x weights.projection(), by tasks of the pool. Rows are `dim` floats.
void project_rows(const BlockWeights& weights, std::size_t dim, ConstRows rows,
                  std::span<const std::int32_t> indices, Rows out, ThreadPool& pool);

// The same, rounded to bfloat16. Requires bfloat16_kernels().
void project_rows(const BlockWeights& weights, std::size_t dim, ConstRows rows,
                  std::span<const std::int32_t> indices, HalfRows out, ThreadPool& pool);

// In single precision for the positions [first, last), to the rows of the same numbers, with the query biases
// added.
void project_positions(const BlockWeights& weights, std::size_t dim, ConstRows positions, std::size_t first,
                       std::size_t last, Rows out, ThreadPool& pool);

}  // namespace taxon
