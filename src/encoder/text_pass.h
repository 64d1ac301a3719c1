#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "encoder/block_weights.h"
#include "encoder/config.h"
#include "encoder/matrix_buffer.h"
#include "encoder/slice.h"
#include "encoder/tables.h"

namespace taxon {

// One text's way through the block and back, with the room it needs. Its matrices stay in the core's own
// cache; every thread has a pass of its own.
class TextPass {
 public:
  explicit TextPass(const EncoderConfig& config);

  // From rows to the maximum over them. backward_follows: keep what backward() needs, the attention weights
  // among it where they are few enough (kKeptRows).
  void forward(const BlockWeights& weights, const RowTables& tables, const TextInput& text,
               bool backward_follows);

  // (D): the maximum over the rows, of the last forward().
  std::span<const float> pooled() const { return {best_.data(), dim_}; }
  // (D): the row that won each dimension.
  std::span<const std::int32_t> winners() const { return {winner_.data(), dim_}; }

  // Given the gradient by pooled() (D): appends to the slice what its weight gradients are made from, and
  // writes the gradient by each row's vector to d_rows (rows, D). Call after forward() of the same text.
  void backward(const BlockWeights& weights, const RowTables& tables, const TextInput& text,
                const float* d_pooled, Slice& slice, Rows d_rows);

 private:
  // Texts of more rows do not keep H x n x n attention weights but compute those of the winning rows again.
  static constexpr std::size_t kKeptRows = 512;

  void queries(const RowTables& tables, std::size_t head, std::size_t rows, const std::int32_t* slots,
               const std::int32_t* positions, Rows out) const;
  void attention_weights(std::size_t rows, std::size_t text_rows, ConstRows queries, Rows out) const;
  void feed_forward(const BlockWeights& weights, std::size_t rows, ConstRows attended, Rows normed,
                    Rows hidden, Rows summed) const;
  std::size_t find_winning_rows(const TextInput& text, const float* d_pooled, Rows d_z);
  void backward_attention(const BlockWeights& weights, const RowTables& tables, const TextInput& text,
                          const SliceRows& slice, std::size_t R, Rows d_rows);

  EncoderConfig config_;
  std::size_t dim_, padded_dim_, heads_, tile_rows_;
  bool kept_ = false;
  MatrixBuffer x_, x_transposed_;                    // (n, D), (D, n)
  MatrixBuffer values_;                              // (n, H D')
  MatrixBuffer attended_;                            // (n, D): x + attention, what the first norm takes
  MatrixBuffer attention_;                           // (H n, n), or one tile of rows
  MatrixBuffer queries_, normed_, hidden_, summed_;  // one tile of rows
  AlignedVector<float> best_;
  std::vector<std::int32_t> winner_;

  // Of the winning rows, in backward(); R of them.
  std::vector<std::int32_t> row_index_;  // of each row of the text, its index among the winning ones, or -1
  std::vector<std::int32_t> rows_, slots_, positions_;
  MatrixBuffer attended_r_, summed_r_;  // (R, D)
  MatrixBuffer left_, right_;           // (2 H R, n), (2 H R, D)
  MatrixBuffer d_x_r_;                  // (R, D)
};

}  // namespace taxon
