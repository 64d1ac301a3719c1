#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "encoder/block_weights.h"
#include "encoder/config.h"
#include "encoder/half_buffers.h"
#include "encoder/matrix_buffer.h"
#include "encoder/tables.h"

namespace taxon {

// RowTables whose projected tokens, the bulk of what is read for a text, are rounded to bfloat16.
struct HalfTables {
  ConstRows token;                 // (V, D), by token id
  ConstRows position;              // (L, D), by position
  ConstHalfRows token_projection;  // (slots, 2 H D'), by slot
  ConstRows position_projection;   // (L, 2 H D'), by position; holds the query biases
};

// The feed-forward weights of a block as the tile unit takes them. Only read once built.
class HalfWeights {
 public:
  HalfWeights(const EncoderConfig& config, const BlockWeights& weights);
  ConstPackedHalf ffn1() const { return ffn1_.view(); }  // (D, F)
  ConstPackedHalf ffn2() const { return ffn2_.view(); }  // (F, D)

 private:
  PackedBuffer ffn1_, ffn2_;
};

// One text's way forward through a network of one folded block, its products over bfloat16 factors and summed
// in single precision; residuals, norms, softmax and the maximum are in single precision. require_precision()
// says which networks and machines that serves. Every thread has a pass of its own.
class LowPrecisionPass {
 public:
  explicit LowPrecisionPass(const EncoderConfig& config);

  void forward(const BlockWeights& weights, const HalfWeights& half, const HalfTables& tables,
               const TextInput& text);

  // (D): the maximum over the rows of the last forward().
  std::span<const float> pooled() const { return {best_.data(), dim_}; }

 private:
  void load(const BlockWeights& weights, const HalfTables& tables, const TextInput& text);
  void attend(const HalfTables& tables, const TextInput& text, std::size_t first, std::size_t rows);
  void feed_forward(const BlockWeights& weights, const HalfWeights& half, std::size_t rows);

  const Bfloat16Kernels& kernels_;
  EncoderConfig config_;
  std::size_t dim_, heads_, padded_dim_;
  MatrixBuffer x_;       // (n, D)
  PackedBuffer keys_;    // (D, n): x transposed
  PackedBuffer values_;  // (H n', D), n' = n rounded up to 32: the heads' values one below the other
  HalfBuffer weights_;   // (tile, H n'): the heads' attention weights one beside the other
  MatrixBuffer scores_;  // (tile, n)
  HalfBuffer queries_, normed_half_, hidden_half_;  // one tile of rows, as all below
  MatrixBuffer attended_, normed_, hidden_, summed_;
  AlignedVector<float> best_;
  std::vector<std::int32_t> winner_;
};

}  // namespace taxon
