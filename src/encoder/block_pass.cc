#include "encoder/block_pass.h"

#include <algorithm>
#include <limits>

namespace taxon {

BlockPass::BlockPass(const EncoderConfig& config, bool last)
    : config_(config),
      last_(last),
      dim_(static_cast<std::size_t>(config.embed_dim)),
      padded_dim_(round_up(dim_, kLanes)),
      heads_(static_cast<std::size_t>(config.heads)),
      // Two register tiles: a strip of the keys or values is then read once from the second-level cache and
      // once from the first.
      tile_rows_(2 * kernels().row_tile),
      queries_(tile_rows_, dim_),
      normed_(tile_rows_, dim_),
      hidden_(tile_rows_, static_cast<std::size_t>(config.ff_dim)),
      summed_(tile_rows_, dim_),
      best_(padded_dim_),
      winner_(padded_dim_) {}

// The rows' vectors and their projections as values: gathered, or computed.
void BlockPass::load(const BlockWeights& w, const BlockInput& input) {
  const Kernels& k = kernels();
  const std::size_t n = input.rows, values = heads_ * padded_dim_;
  x_.resize(n, dim_);
  values_.resize(n, values);
  if (input.tables) {
    const RowTables& t = *input.tables;
    k.gather_add(n, dim_, t.token, input.text.tokens, t.position, input.text.positions, x_.rows());
    k.gather_add(n, values, shift_columns(t.token_projection, values), input.text.slots,
                 shift_columns(t.position_projection, values), input.text.positions, values_.rows());
  } else {
    for (std::size_t r = 0; r < n; ++r) std::copy_n(input.x[r], dim_, x_.rows()[r]);
    k.gemm(n, values, dim_, x_.rows(), shift_columns(w.projection(), values), values_.rows(), false);
  }
  x_transposed_.resize(dim_, n);
  k.transpose(n, dim_, x_.rows(), 1.0F, x_transposed_.rows());
}

// T = X M + c.
void BlockPass::queries(const BlockWeights& w, const BlockInput& input, std::size_t head,
                        const SomeRows& rows, Rows out) const {
  const std::size_t column = head * padded_dim_;
  if (input.tables) {
    kernels().gather_add(rows.count, dim_, shift_columns(input.tables->token_projection, column), rows.slots,
                         shift_columns(input.tables->position_projection, column), rows.positions, out);
    return;
  }
  for (std::size_t i = 0; i < rows.count; ++i) std::copy_n(w.query_bias() + column, padded_dim_, out[i]);
  kernels().gemm(rows.count, dim_, dim_, {rows.x.data, rows.x.stride}, shift_columns(w.projection(), column),
                 out, true);
}

void BlockPass::attention_weights(std::size_t rows, std::size_t text_rows, ConstRows queries,
                                  Rows out) const {
  kernels().gemm(rows, text_rows, dim_, {queries.data, queries.stride}, x_transposed_.rows(), out, false);
  kernels().softmax(rows, text_rows, out);
}

// normed = LN1(attended), hidden = relu(normed W1 + b1), summed = normed + hidden W2 + b2.
void BlockPass::feed_forward(const BlockWeights& w, std::size_t rows, ConstRows attended, Rows normed,
                             Rows hidden, Rows summed) const {
  const Kernels& k = kernels();
  const auto F = static_cast<std::size_t>(config_.ff_dim);
  k.norm(rows, dim_, attended, w.gamma1(), w.beta1(), config_.norm_epsilon, normed);
  k.gemm(rows, F, dim_, normed, w.ffn1(), hidden, false);
  k.add_bias(rows, F, hidden, w.ffn1_bias(), hidden);
  k.relu(rows, F, hidden);
  k.add_bias(rows, dim_, normed, w.ffn2_bias(), summed);
  k.gemm(rows, dim_, F, hidden, w.ffn2(), summed, true);
}

void BlockPass::forward(const BlockWeights& w, const BlockInput& input, bool backward_follows) {
  const Kernels& k = kernels();
  const std::size_t n = input.rows;
  load(w, input);
  kept_ = backward_follows && n <= kKeptRows;
  attended_.resize(backward_follows ? n : tile_rows_, dim_);
  attention_.resize(kept_ ? heads_ * n : tile_rows_, n);
  if (!last_) output_.resize(n, dim_);
  std::fill(best_.begin(), best_.end(), -std::numeric_limits<float>::infinity());
  std::fill(winner_.begin(), winner_.end(), 0);

  for (std::size_t first = 0; first < n; first += tile_rows_) {
    const std::size_t rows = std::min(tile_rows_, n - first);
    const SomeRows of_tile{rows, x_.rows(first), input.text.slots + first, input.text.positions + first};
    const Rows attended = attended_.rows(backward_follows ? first : 0);
    k.add_bias(rows, dim_, x_.rows(first), w.output_bias(), attended);
    for (std::size_t h = 0; h < heads_; ++h) {
      const Rows weights = attention_.rows(kept_ ? h * n + first : 0);
      queries(w, input, h, of_tile, queries_.rows());
      attention_weights(rows, n, queries_.rows(), weights);
      k.gemm(rows, dim_, n, weights, shift_columns(values_.rows(), h * padded_dim_), attended, true);
    }
    feed_forward(w, rows, attended, normed_.rows(), hidden_.rows(), summed_.rows());
    const Rows out = last_ ? normed_.rows() : output_.rows(first);
    k.norm(rows, dim_, summed_.rows(), w.gamma2(), w.beta2(), config_.norm_epsilon, out);
    if (last_) {
      k.max_rows(rows, dim_, out, static_cast<std::int32_t>(first), best_.data(), winner_.data());
    }
  }
}

}  // namespace taxon
