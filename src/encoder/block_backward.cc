// The way back of BlockPass. Of the last block only rows that won a maximum have a gradient from there down
// to the attention's output and for their queries, so all but the last product runs over those R rows; as
// keys and values all rows get one. Of the blocks below all rows have one: R = n.

#include <algorithm>
#include <numeric>

#include "encoder/block_pass.h"
#include "encoder/head_views.h"

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
  backward_attention(w, input, s, slice, d_rows);
}

// One head: with A (R, n) its attention weights of the rows that have a gradient, T their queries, dO their
// s.d_attended, and keys, inner (n, A) and N the head's matrices,
//   weighted = A inner; Z = dO N^T; dA = Z inner^T; dS by softmax; dT = dS keys; d_x_r += dT M^T.
// Leaves A and dS in left_, Z and T in right_, from which the gradients by keys and values are made.
void BlockPass::backward_head(const BlockWeights& w, const BlockInput& input, const BlockRows& s,
                              std::size_t h) {
  const Kernels& k = kernels();
  const std::size_t n = input.rows, R = rows_.size(), column = h * padded_inner_;
  const HeadView view = head_view(h);
  const Rows weights = left_.rows(h * R), d_scores = left_.rows((heads_ + h) * R);
  const Rows d_weighted = right_.rows(h * R), query = right_.rows((heads_ + h) * R);
  queries(w, input, h, {R, s.x, slots_.data(), positions_.data()}, query);
  if (kept_) {
    for (std::size_t i = 0; i < R; ++i) {
      std::copy_n(attention_.rows()[h * n + static_cast<std::size_t>(rows_[i])], n, weights[i]);
    }
  } else {
    attention_weights(R, n, query, view.keys_transposed, weights);
  }
  k.gemm(R, inner_dim_, n, weights, view.inner, shift_columns(s.weighted, column), false);
  k.gemm(R, inner_dim_, dim_, s.d_attended, w.value_transposed(h), d_weighted, false);
  k.gemm(R, n, inner_dim_, d_weighted, view.inner_transposed, d_scores, false);
  k.softmax_backward(R, n, weights, d_scores);
  const Rows d_queries = shift_columns(s.d_queries, column);
  k.gemm(R, inner_dim_, n, d_scores, view.keys, d_queries, false);
  k.gemm(R, dim_, inner_dim_, d_queries, w.query_transposed(h), d_x_r_.rows(), true);
}

// Over all heads: the rows' gradient as keys and values, plus, where they are among the R, dO and d_x_r.
void BlockPass::backward_attention(const BlockWeights& w, const BlockInput& input, const BlockRows& s,
                                   BlockSlice& slice, Rows d_rows) {
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
  left_.resize(2 * heads_ * R, n);
  right_.resize(2 * heads_ * R, inner_dim_);
  d_x_r_.resize(R, dim_);
  const Rows d_x_r = d_x_r_.rows();
  for (std::size_t i = 0; i < R; ++i) std::copy_n(s.d_attended[i], dim_, d_x_r[i]);
  for (std::size_t h = 0; h < heads_; ++h) backward_head(w, input, s, h);
  if (folded_) {
    // Keys and what is weighted are the rows themselves: dX = sum A^T Z + dS^T T, one product.
    k.gemm(n, dim_, 2 * heads_ * R, transposed(left_.rows()), right_.rows(), d_rows, false);
  } else {
    backward_keys_values(w, n, slice, d_rows);
  }
  for (std::size_t i = 0; i < R; ++i) {
    k.add_to(1, dim_, {d_x_r[i], 0}, {d_rows[static_cast<std::size_t>(rows_[i])], 0});
  }
}

// Plain attention: dK = dS^T T and dV = A^T Z of each head, and dX = dK Wk^T + dV Wv^T.
void BlockPass::backward_keys_values(const BlockWeights& w, std::size_t n, BlockSlice& slice, Rows d_rows) {
  const Kernels& k = kernels();
  const std::size_t R = rows_.size(), half = heads_ * padded_inner_;
  const BlockAllRows all = slice.append_all_rows(n);
  copy_rows(n, dim_, x_.rows(), 1.0F, all.x);
  for (std::size_t h = 0; h < heads_; ++h) {
    const std::size_t column = h * padded_inner_, scores = (heads_ + h) * R;
    k.gemm(n, inner_dim_, R, transposed(left_.rows(scores)), right_.rows(scores),
           shift_columns(all.d_keys_values, column), false);
    k.gemm(n, inner_dim_, R, transposed(left_.rows(h * R)), right_.rows(h * R),
           shift_columns(all.d_keys_values, half + column), false);
  }
  k.gemm(n, dim_, 2 * half, all.d_keys_values, w.keys_values_transposed(), d_rows, false);
}

}  // namespace taxon
