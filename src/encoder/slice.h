#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/aligned_vector.h"
#include "encoder/config.h"
#include "encoder/matrix_buffer.h"

namespace taxon {

// A batch is cut into this many slices, whatever the number of threads (or of ranks): sums over texts run in
// order within a slice, and the slices' sums are added in a fixed tree.
constexpr std::size_t kSlices = 8;

// Cuts texts of these costs into at most kSlices groups of nearly equal cost: the costliest first, each to
// the group that has least so far. Within a group texts stay in order. The groups come costliest first.
std::vector<std::vector<std::size_t>> cut_slices(std::span<const double> costs);

// Adds the parts in a fixed tree, ((0 + 1) + (2 + 3)) + ..., into the first that is there, and returns it.
// Absent parts (null) count as 0. n floats each; all parts may be written to. Null if none is there.
float* tree_sum(std::span<float*> parts, std::size_t n);

// Offsets, in floats, of the gradients by one block's weights as the engine uses them (BlockWeights has A, B
// and K'). D' and F' are rounded up to 16.
struct BlockLayout {
  explicit BlockLayout(const EncoderConfig& config);

  std::size_t D, H, F, padded_dim, padded_ff;
  bool folded;
  std::size_t inner, padded_inner;           // A = B, A' = B'
  std::size_t query, value;                  // (H D, A'), (H B, D')
  std::size_t keys_values;                   // plain only: (D, 2 H K')
  std::size_t ffn1, ffn2;                    // (D, F'), (F, D')
  std::size_t query_bias, output_bias;       // (H A'), (D')
  std::size_t ffn1_bias, ffn2_bias;          // (F'), (D')
  std::size_t gamma1, beta1, gamma2, beta2;  // (D')
  std::size_t size;
};

// Offsets of a whole slice's gradients: the blocks', one after the other, then the head's.
struct SliceLayout {
  explicit SliceLayout(const EncoderConfig& config);

  BlockLayout block;
  std::size_t blocks, C, padded_classes;
  std::size_t head, head_bias;  // (D, C'), (C')
  std::size_t size;
};

// Rows that one text adds to a block's part of a slice: R of them, one a row that has a gradient.
struct BlockRows {
  Rows x, normed, hidden;   // (R, D), (R, D), (R, F): inputs of the three products
  Rows weighted;            // (R, H B'): attention weights x rows, or x values
  Rows d_attended;          // (R, D): gradient by the attention's output
  Rows d_summed, d_hidden;  // (R, D), (R, F): gradients by the feed-forward's two outputs
  Rows d_queries;           // (R, H A')
};

// Rows that one text adds to a block's part of a slice where attention is not folded: all n of them.
struct BlockAllRows {
  Rows x;              // (n, D)
  Rows d_keys_values;  // (n, 2 H K')
};

// One block's part of a slice.
class BlockSlice {
 public:
  explicit BlockSlice(const EncoderConfig& config) : layout_(config) {}

  // Empties it; at most max_rows rows that have a gradient, and all_rows in all, will be appended.
  // gradients: layout.size floats to fill.
  void begin(std::size_t max_rows, std::size_t all_rows, float* gradients);

  // Room for R more rows; for n more of all rows.
  BlockRows append_rows(std::size_t R);
  BlockAllRows append_all_rows(std::size_t n);

  // Added to while texts pass.
  float* d_gamma1() { return gradients_ + layout_.gamma1; }
  float* d_beta1() { return gradients_ + layout_.beta1; }
  float* d_gamma2() { return gradients_ + layout_.gamma2; }
  float* d_beta2() { return gradients_ + layout_.beta2; }

  // Turns the rows into gradients, in the order in which they came.
  void finish();

 private:
  BlockLayout layout_;
  std::size_t rows_ = 0, all_rows_ = 0;
  float* gradients_ = nullptr;
  MatrixBuffer x_, normed_, hidden_, weighted_, d_attended_, d_summed_, d_hidden_, d_queries_;
  MatrixBuffer all_x_, d_keys_values_;
  MatrixBuffer turned_;  // a left factor, transposed
};

// What one slice of a batch gathers on its way: the rows that weight gradients are products of, and those
// gradients. One thread at a time.
class Slice {
 public:
  explicit Slice(const EncoderConfig& config);

  // Empties it. The texts to come have row_counts rows.
  void begin(std::span<const std::size_t> row_counts);

  BlockSlice& block(std::size_t b) { return blocks_[b]; }

  // Room for one more text: its dropped-out pooled vector (D) and its gradient by the logits (C).
  float* append_pooled() { return pooled_.rows()[texts_]; }
  float* append_d_logits() { return d_logits_.rows()[texts_++]; }

  // Turns what was appended into gradients.
  void finish();

  float* gradients() { return gradients_.data(); }
  const SliceLayout& layout() const { return layout_; }

 private:
  SliceLayout layout_;
  std::size_t texts_ = 0;
  std::vector<BlockSlice> blocks_;
  MatrixBuffer pooled_, d_logits_;
  AlignedVector<float> gradients_;
};

}  // namespace taxon
