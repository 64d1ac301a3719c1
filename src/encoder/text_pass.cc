#include "encoder/text_pass.h"

#include <algorithm>
#include <limits>

namespace taxon {

TextPass::TextPass(const EncoderConfig& config)
    : config_(config),
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

void TextPass::queries(const RowTables& tables, std::size_t head, std::size_t rows, const std::int32_t* slots,
                       const std::int32_t* positions, Rows out) const {
  const std::size_t column = head * padded_dim_;
  kernels().gather_add(rows, dim_, shift_columns(tables.token_projection, column), slots,
                       shift_columns(tables.position_projection, column), positions, out);
}

void TextPass::attention_weights(std::size_t rows, std::size_t text_rows, ConstRows queries, Rows out) const {
  kernels().gemm(rows, text_rows, dim_, {queries.data, queries.stride}, x_transposed_.rows(), out, false);
  kernels().softmax(rows, text_rows, out);
}

// normed = LN1(attended), hidden = relu(normed W1 + b1), summed = normed + hidden W2 + b2.
void TextPass::feed_forward(const BlockWeights& w, std::size_t rows, ConstRows attended, Rows normed,
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

void TextPass::forward(const BlockWeights& w, const RowTables& tables, const TextInput& text,
                       bool backward_follows) {
  const Kernels& k = kernels();
  const std::size_t n = text.rows, values = heads_ * padded_dim_;
  kept_ = backward_follows && n <= kKeptRows;
  x_.resize(n, dim_);
  x_transposed_.resize(dim_, n);
  values_.resize(n, values);
  attended_.resize(backward_follows ? n : tile_rows_, dim_);
  attention_.resize(kept_ ? heads_ * n : tile_rows_, n);
  k.gather_add(n, dim_, tables.token, text.tokens, tables.position, text.positions, x_.rows());
  k.transpose(n, dim_, x_.rows(), 1.0F, x_transposed_.rows());
  k.gather_add(n, values, shift_columns(tables.token_projection, values), text.slots,
               shift_columns(tables.position_projection, values), text.positions, values_.rows());
  std::fill(best_.begin(), best_.end(), -std::numeric_limits<float>::infinity());
  std::fill(winner_.begin(), winner_.end(), 0);

  for (std::size_t first = 0; first < n; first += tile_rows_) {
    const std::size_t rows = std::min(tile_rows_, n - first);
    const Rows attended = attended_.rows(backward_follows ? first : 0);
    k.add_bias(rows, dim_, x_.rows(first), w.output_bias(), attended);
    for (std::size_t h = 0; h < heads_; ++h) {
      const Rows weights = attention_.rows(kept_ ? h * n + first : 0);
      queries(tables, h, rows, text.slots + first, text.positions + first, queries_.rows());
      attention_weights(rows, n, queries_.rows(), weights);
      k.gemm(rows, dim_, n, weights, shift_columns(values_.rows(), h * padded_dim_), attended, true);
    }
    feed_forward(w, rows, attended, normed_.rows(), hidden_.rows(), summed_.rows());
    k.norm(rows, dim_, summed_.rows(), w.gamma2(), w.beta2(), config_.norm_epsilon, normed_.rows());
    k.max_rows(rows, dim_, normed_.rows(), static_cast<std::int32_t>(first), best_.data(), winner_.data());
  }
}

}  // namespace taxon
