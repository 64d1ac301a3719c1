#pragma once

#include <array>
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

// Offsets, in floats, of the folded gradients within one buffer. D', F', C' are rounded up to 16.
struct FoldedLayout {
  explicit FoldedLayout(const EncoderConfig& config);

  std::size_t D, H, F, C, padded_dim, padded_ff, padded_classes;
  std::size_t query, value;                  // (H D, D') each
  std::size_t ffn1, ffn2, head;              // (D, F'), (F, D'), (D, C')
  std::size_t query_bias, output_bias;       // (H D'), (D')
  std::size_t ffn1_bias, ffn2_bias;          // (F'), (D')
  std::size_t gamma1, beta1, gamma2, beta2;  // (D')
  std::size_t head_bias;                     // (C')
  std::size_t size;
};

// Rows that one text adds to a slice: R of them, one a row that won a maximum.
struct SliceRows {
  Rows x, normed, hidden;   // (R, D), (R, D), (R, F): inputs of the three products
  Rows weighted;            // (R, H D'): U = A X
  Rows d_attended;          // (R, D): gradient by the attention's output
  Rows d_summed, d_hidden;  // (R, D), (R, F): gradients by the feed-forward's two outputs
  Rows d_queries;           // (R, H D')
};

// What one slice of a batch gathers on its way: the rows that weight gradients are products of, and those
// gradients. One thread at a time.
class Slice {
 public:
  explicit Slice(const EncoderConfig& config);

  // Empties it; at most max_rows rows will be appended, and max_texts texts.
  void begin(std::size_t max_rows, std::size_t max_texts);

  // Room for R more rows.
  SliceRows append_rows(std::size_t R);
  // Room for one more text: its dropped-out pooled vector (D) and its gradient by the logits (C).
  float* append_pooled() { return pooled_.rows()[texts_]; }
  float* append_d_logits() { return d_logits_.rows()[texts_++]; }

  float* gradient(std::size_t offset) { return gradients_.data() + offset; }

  // Turns the rows into gradients, in the order in which they came.
  void finish();

  float* gradients() { return gradients_.data(); }
  const FoldedLayout& layout() const { return layout_; }

 private:
  FoldedLayout layout_;
  std::size_t rows_ = 0, texts_ = 0;
  MatrixBuffer x_, normed_, hidden_, weighted_, d_attended_, d_summed_, d_hidden_, d_queries_;
  MatrixBuffer pooled_, d_logits_;
  AlignedVector<float> gradients_;
};

}  // namespace taxon
