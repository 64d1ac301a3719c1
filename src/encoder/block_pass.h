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

// What a block's rows are: for the first block put together from tables, for a later one the output of the
// block below.
struct BlockInput {
  std::size_t rows = 0;
  const RowTables* tables = nullptr;  // the first block's, with where the text's rows lie in them
  TextInput text;
  ConstRows x{nullptr, 0};  // (rows, D), the later ones'
};

// One text's way through one block and back, with the room it needs. Its matrices stay in the core's own
// cache; every thread has passes of its own. Call backward after forward of the same text.
class BlockPass {
 public:
  // Texts of more rows do not keep H x n x n attention weights but compute those that are needed again.
  static constexpr std::size_t kKeptRows = 512;

  // last: the block whose output only the maximum over the rows is taken of.
  BlockPass(const EncoderConfig& config, bool last);

  // backward_follows: keep what backward needs, the attention weights among it where they are few enough
  // (kKeptRows).
  void forward(const BlockWeights& weights, const BlockInput& input, bool backward_follows);

  // The same in steps, for several passes that share one text between them; backward cannot follow then.
  // All begin(); then each loads some rows of the text into the leader; then each takes some rows through the
  // block, on the leader's matrices and into its output(); then the leader joins the others' maxima into
  // pooled(). Between the steps everybody must have ended the one before; within one, passes may run on
  // threads of their own.
  void begin(const BlockInput& input, bool backward_follows);
  void load_rows(const BlockWeights& weights, const BlockInput& input, std::size_t first, std::size_t rows);
  void forward_rows(const BlockWeights& weights, const BlockInput& input, BlockPass& leader,
                    std::size_t first, std::size_t rows);
  void join(const BlockPass& other);

  // Of the last forward(): not of the last block, (rows, D).
  ConstRows output() const { return output_.rows(); }
  // Of the last block, (D): the maximum over the rows.
  std::span<const float> pooled() const { return {best_.data(), dim_}; }

  // Given the gradient by pooled() (D), or by output() (rows, D): appends to the slice what the weights'
  // gradients are made from, and writes the gradient by the block's rows to d_rows (rows, D).
  void backward_pooled(const BlockWeights& weights, const BlockInput& input, const float* d_pooled,
                       BlockSlice& slice, Rows d_rows);
  void backward_output(const BlockWeights& weights, const BlockInput& input, ConstRows d_output,
                       BlockSlice& slice, Rows d_rows);

 private:
  // What one head attends to: its keys (n, A), what its weights are applied to on the way back (n, B), both
  // also transposed, and its values. Folded, keys and inner are the rows themselves.
  struct HeadView {
    ConstRows keys, keys_transposed, inner, inner_transposed, values;
  };
  HeadView head_view(std::size_t head) const;

  // Plain, the transposed values are for the way back only.
  std::size_t transposed_matrices() const { return backward_follows_ ? 2 * heads_ : heads_; }
  void attend(const BlockWeights& weights, const BlockInput& input, const BlockPass& leader,
              std::size_t first, std::size_t rows, Rows attended);
  // Some rows of the text: their vectors x and, for the first block, where they lie in the tables.
  struct SomeRows {
    std::size_t count;
    ConstRows x;
    const std::int32_t *slots, *positions;
  };
  void queries(const BlockWeights& weights, const BlockInput& input, std::size_t head, const SomeRows& rows,
               Rows out) const;
  void attention_weights(std::size_t rows, std::size_t text_rows, ConstRows queries,
                         ConstRows keys_transposed, Rows out) const;
  void feed_forward(const BlockWeights& weights, std::size_t rows, ConstRows attended, Rows normed,
                    Rows hidden, Rows summed) const;
  void find_winning_rows(const float* d_pooled, std::size_t rows);
  void backward_rows(const BlockWeights& weights, const BlockInput& input, const BlockRows& rows,
                     BlockSlice& slice, Rows d_rows);
  void backward_attention(const BlockWeights& weights, const BlockInput& input, const BlockRows& rows,
                          BlockSlice& slice, Rows d_rows);
  void backward_head(const BlockWeights& weights, const BlockInput& input, const BlockRows& rows,
                     std::size_t head);
  void backward_keys_values(const BlockWeights& weights, std::size_t text_rows, BlockSlice& slice,
                            Rows d_rows);

  EncoderConfig config_;
  bool last_;
  bool folded_;
  std::size_t dim_, heads_, inner_dim_, padded_inner_, tile_rows_;
  bool backward_follows_ = false, kept_ = false;
  MatrixBuffer x_;                    // (n, D)
  MatrixBuffer projected_;            // folded: values (n, H D'); plain: keys, values (n, 2 H K')
  MatrixBuffer transposed_;           // folded: x (D, n); plain: keys, values (2 H K, n)
  MatrixBuffer attended_;             // (n, D): x + attention, what the first norm takes
  MatrixBuffer attention_;            // (H n, n), or one tile of rows
  MatrixBuffer queries_, heads_out_;  // one tile of rows, as all below
  MatrixBuffer normed_, hidden_, summed_;
  MatrixBuffer output_;  // (n, D), unless last
  AlignedVector<float> best_;
  std::vector<std::int32_t> winner_;

  // Of the rows that have a gradient, in backward; R of them: the winning ones, or all.
  std::vector<std::int32_t> row_index_;  // of each row of the text, its index among them, or -1
  std::vector<std::int32_t> rows_;       // rising
  std::vector<std::int32_t> slots_, positions_;
  MatrixBuffer attended_r_, summed_r_;  // (R, D)
  MatrixBuffer left_, right_;           // (2 H R, n), (2 H R, A)
  MatrixBuffer d_x_r_;                  // (R, D)
};

}  // namespace taxon
