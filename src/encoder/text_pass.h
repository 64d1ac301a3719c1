#pragma once

#include <memory>
#include <span>
#include <vector>

#include "base/thread_pool.h"
#include "encoder/block_pass.h"

namespace taxon {

// One text's way through all blocks and back. Every thread has a pass of its own.
class TextPass {
 public:
  explicit TextPass(const EncoderConfig& config);

  // weights: of each block. backward_follows: keep what backward() needs.
  void forward(std::span<const BlockWeights> weights, const RowTables& tables, const TextInput& text,
               bool backward_follows);

  // The same with the text's rows cut among all threads of the pool: for when there are fewer texts than
  // threads. passes: one a thread; the first then holds the result. The same bits.
  static void forward_together(std::span<const std::unique_ptr<TextPass>> passes,
                               std::span<const BlockWeights> weights, const RowTables& tables,
                               const TextInput& text, ThreadPool& pool);

  // (D): the maximum over the last block's rows, of the last forward().
  std::span<const float> pooled() const { return blocks_.back().pooled(); }

  // Given the gradient by pooled() (D): appends to the slice what its weight gradients are made from, and
  // writes the gradient by each row's vector to d_rows (rows, D). Call after forward() of the same text.
  void backward(std::span<const BlockWeights> weights, const RowTables& tables, const TextInput& text,
                const float* d_pooled, Slice& slice, Rows d_rows);

 private:
  BlockInput input_of(std::size_t block, const RowTables& tables, const TextInput& text) const;

  std::size_t dim_;
  std::vector<BlockPass> blocks_;
  MatrixBuffer d_above_, d_below_;  // (n, D): gradients by the rows between two blocks
};

}  // namespace taxon
