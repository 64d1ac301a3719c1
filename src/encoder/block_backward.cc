// The way back of BlockPass. Of the last block only rows that won a maximum have a gradient from there down
// to the attention's output and for their queries, so all but the last product runs over those R rows; as
// keys and values all rows get one. Of the blocks below all rows have one: R = n.

#include <algorithm>
#include <numeric>

#include "encoder/block_pass.h"

namespace taxon {

// Fills rows_ with the rows that won a dimension that has a gradient, in order, and row_index_.
void BlockPass::find_winning_rows(const float* d_pooled, std::size_t rows) {
  row_index_.assign(rows, -1);
  for (std::size_t d = 0; d < dim_; ++d) {
    // Dropout silenced half of the dimensions: a row that won nothing else has no gradient either.
    if (d_pooled[d] != 0.0F) row_index_[static_cast<std::size_t>(winner_[d])] = 0;
  }
  rows_.clear();
  for (std::size_t r = 0; r < rows; ++r) {
    if (row_index_[r] < 0) continue;
    row_index_[r] = static_cast<std::int32_t>(rows_.size());
    rows_.push_back(static_cast<std::int32_t>(r));
  }
}

void BlockPass::backward_pooled(const BlockWeights& w, const BlockInput& input, const float* d_pooled,
                                BlockSlice& slice, Rows d_rows) {
  find_winning_rows(d_pooled, input.rows);
  const BlockRows rows = slice.append_rows(rows_.size());
  for (std::size_t i = 0; i < rows_.size(); ++i) std::fill_n(rows.d_summed[i], dim_, 0.0F);
  for (std::size_t d = 0; d < dim_; ++d) {
    if (d_pooled[d] == 0.0F) continue;
    const auto row = static_cast<std::size_t>(winner_[d]);
    rows.d_summed[static_cast<std::size_t>(row_index_[row])][d] = d_pooled[d];
  }
  backward_rows(w, input, rows, slice, d_rows);
}

void BlockPass::backward_output(const BlockWeights& w, const BlockInput& input, ConstRows d_output,
                                BlockSlice& slice, Rows d_rows) {
  rows_.resize(input.rows);
  std::iota(rows_.begin(), rows_.end(), 0);
  const BlockRows rows = slice.append_rows(input.rows);
  for (std::size_t r = 0; r < input.rows; ++r) std::copy_n(d_output[r], dim_, rows.d_summed[r]);
  backward_rows(w, input, rows, slice, d_rows);
}

// From rows.d_summed, the gradient by the second norm's output, on.
void BlockPass::backward_rows(const BlockWeights& w, const BlockInput& input, const BlockRows& s,
                              BlockSlice& slice, Rows d_rows) {
  const Kernels& k = kernels();
  const std::size_t R = rows_.size(), F = static_cast<std::size_t>(config_.ff_dim);
  attended_r_.resize(R, dim_);
  summed_r_.resize(R, dim_);
  for (std::size_t i = 0; i < R; ++i) {
    const auto row = static_cast<std::size_t>(rows_[i]);
    std::copy_n(x_.rows()[row], dim_, s.x[i]);
    std::copy_n(attended_.rows()[row], dim_, attended_r_.rows()[i]);
  }
  // The feed-forward part of these rows once more: cheaper than keeping it for all.
  feed_forward(w, R, attended_r_.rows(), s.normed, s.hidden, summed_r_.rows());

  const float epsilon = config_.norm_epsilon;
  k.norm_backward(R, dim_, summed_r_.rows(), w.gamma2(), epsilon, s.d_summed, slice.d_gamma2(),
                  slice.d_beta2());
  k.gemm(R, F, dim_, s.d_summed, w.ffn2_transposed(), s.d_hidden, false);
  k.relu_backward(R, F, s.hidden, s.d_hidden);
  for (std::size_t i = 0; i < R; ++i) std::copy_n(s.d_summed[i], dim_, s.d_attended[i]);
  k.gemm(R, dim_, F, s.d_hidden, w.ffn1_transposed(), s.d_attended, true);
  k.norm_backward(R, dim_, attended_r_.rows(), w.gamma1(), epsilon, s.d_attended, slice.d_gamma1(),
                  slice.d_beta1());
  backward_attention(w, input, s, d_rows);
}

// With A (R, n) the attention weights of the rows that have a gradient and dO = s.d_attended, for each head:
//   U = A X; dU = dO N^T; dA = dU X^T; dS by softmax; dT = dS X
// and over all heads dX = sum A^T dU + dS^T T, plus on those rows dO + sum dT M^T.
void BlockPass::backward_attention(const BlockWeights& w, const BlockInput& input, const BlockRows& s,
                                   Rows d_rows) {
  const Kernels& k = kernels();
  const std::size_t n = input.rows, R = rows_.size();
  slots_.clear();
  positions_.clear();
  if (input.tables) {
    for (const auto row : rows_) {
      slots_.push_back(input.text.slots[row]);
      positions_.push_back(input.text.positions[row]);
    }
  }
  // The factors of dX stand below each other, so that one product makes the whole sum: A and dS of every head
  // on the left, dU and T on the right.
  left_.resize(2 * heads_ * R, n);
  right_.resize(2 * heads_ * R, dim_);
  d_x_r_.resize(R, dim_);
  const Rows d_x_r = d_x_r_.rows();
  for (std::size_t i = 0; i < R; ++i) std::copy_n(s.d_attended[i], dim_, d_x_r[i]);
  for (std::size_t h = 0; h < heads_; ++h) {
    const Rows weights = left_.rows(h * R), d_scores = left_.rows((heads_ + h) * R);
    const Rows d_weighted = right_.rows(h * R), query = right_.rows((heads_ + h) * R);
    const std::size_t column = h * padded_dim_;
    queries(w, input, h, {R, s.x, slots_.data(), positions_.data()}, query);
    if (kept_) {
      for (std::size_t i = 0; i < R; ++i) {
        std::copy_n(attention_.rows()[h * n + static_cast<std::size_t>(rows_[i])], n, weights[i]);
      }
    } else {
      attention_weights(R, n, query, weights);
    }
    k.gemm(R, dim_, n, weights, x_.rows(), shift_columns(s.weighted, column), false);
    k.gemm(R, dim_, dim_, s.d_attended, w.value_transposed(h), d_weighted, false);
    k.gemm(R, n, dim_, d_weighted, x_transposed_.rows(), d_scores, false);
    k.softmax_backward(R, n, weights, d_scores);
    const Rows d_queries = shift_columns(s.d_queries, column);
    k.gemm(R, dim_, n, d_scores, x_.rows(), d_queries, false);
    k.gemm(R, dim_, dim_, d_queries, w.query_transposed(h), d_x_r, true);
  }
  k.gemm(n, dim_, 2 * heads_ * R, transposed(left_.rows()), right_.rows(), d_rows, false);
  for (std::size_t i = 0; i < R; ++i) {
    k.add_to(1, dim_, {d_x_r[i], 0}, {d_rows[static_cast<std::size_t>(rows_[i])], 0});
  }
}

}  // namespace taxon
