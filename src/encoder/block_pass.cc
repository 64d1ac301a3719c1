#include "encoder/block_pass.h"

#include <algorithm>
#include <limits>

#include "encoder/head_views.h"

namespace taxon {

BlockPass::BlockPass(const EncoderConfig& config, bool last)
    : config_(config),
      last_(last),
      folded_(folds(config)),
      dim_(static_cast<std::size_t>(config.embed_dim)),
      heads_(static_cast<std::size_t>(config.heads)),
      inner_dim_(folded_ ? dim_ : static_cast<std::size_t>(config.key_dim)),
      padded_inner_(round_up(inner_dim_, kLanes)),
      // Two register tiles: a strip of the keys or values is then read once from the second-level cache and
      // once from the first.
      tile_rows_(2 * kernels().row_tile),
      queries_(tile_rows_, inner_dim_),
      heads_out_(tile_rows_, heads_ * padded_inner_),
      normed_(tile_rows_, dim_),
      hidden_(tile_rows_, static_cast<std::size_t>(config.ff_dim)),
      summed_(tile_rows_, dim_),
      best_(round_up(dim_, kLanes)),
      winner_(round_up(dim_, kLanes)) {}

void BlockPass::begin(const BlockInput& input, bool backward_follows) {
  const std::size_t n = input.rows;
  backward_follows_ = backward_follows;
  kept_ = backward_follows && n <= kKeptRows;
  x_.resize(n, dim_);
  projected_.resize(n, (folded_ ? 1 : 2) * heads_ * padded_inner_);
  transposed_.resize(folded_ ? dim_ : transposed_matrices() * inner_dim_, n);
  attended_.resize(backward_follows ? n : tile_rows_, dim_);
  attention_.resize(kept_ ? heads_ * n : tile_rows_, n);
  if (!last_) output_.resize(n, dim_);
  std::fill(best_.begin(), best_.end(), -std::numeric_limits<float>::infinity());
  std::fill(winner_.begin(), winner_.end(), 0);
}

// The rows' vectors and what they are projected to as keys and values: gathered, or computed.
void BlockPass::load_rows(const BlockWeights& w, const BlockInput& input, std::size_t first,
                          std::size_t rows) {
  const Kernels& k = kernels();
  const std::size_t skipped = w.queries_width(), width = w.width() - skipped;
  const Rows x = x_.rows(first), projected = projected_.rows(first);
  if (input.tables) {
    const RowTables& t = *input.tables;
    const std::int32_t* positions = input.text.positions + first;
    k.gather_add(rows, dim_, t.token, input.text.tokens + first, t.position, positions, x);
    k.gather_add(rows, width, shift_columns(t.token_projection, skipped), input.text.slots + first,
                 shift_columns(t.position_projection, skipped), positions, projected);
  } else {
    copy_rows(rows, dim_, shift_rows(input.x, first), 1.0F, x);
    k.gemm(rows, width, dim_, x, shift_columns(w.projection(), skipped), projected, false);
  }
  if (folded_) {
    k.transpose(rows, dim_, x, 1.0F, shift_columns(transposed_.rows(), first));
    return;
  }
  for (std::size_t m = 0; m < transposed_matrices(); ++m) {
    k.transpose(rows, inner_dim_, shift_columns(projected, m * padded_inner_), 1.0F,
                shift_columns(transposed_.rows(m * inner_dim_), first));
  }
}

BlockPass::HeadView BlockPass::head_view(std::size_t head) const {
  const ConstRows projected = projected_.rows();
  if (folded_) {
    return {x_.rows(), transposed_.rows(), x_.rows(), transposed_.rows(),
            shift_columns(projected, head * padded_inner_)};
  }
  const ConstRows values = shift_columns(projected, (heads_ + head) * padded_inner_);
  return {shift_columns(projected, head * padded_inner_), transposed_.rows(head * inner_dim_), values,
          transposed_.rows((heads_ + head) * inner_dim_), values};
}

// A head's queries of some rows.
void BlockPass::queries(const BlockWeights& w, const BlockInput& input, std::size_t head,
                        const SomeRows& rows, Rows out) const {
  const std::size_t column = head * padded_inner_;
  if (input.tables) {
    kernels().gather_add(rows.count, padded_inner_, shift_columns(input.tables->token_projection, column),
                         rows.slots, shift_columns(input.tables->position_projection, column), rows.positions,
                         out);
    return;
  }
  for (std::size_t i = 0; i < rows.count; ++i) std::copy_n(w.query_bias() + column, padded_inner_, out[i]);
  kernels().gemm(rows.count, inner_dim_, dim_, {rows.x.data, rows.x.stride},
                 shift_columns(w.projection(), column), out, true);
}

void BlockPass::attention_weights(std::size_t rows, std::size_t text_rows, ConstRows queries,
                                  ConstRows keys_transposed, Rows out) const {
  kernels().gemm(rows, text_rows, inner_dim_, {queries.data, queries.stride}, keys_transposed, out, false);
  kernels().softmax(rows, text_rows, out);
}

// attended += what the heads make of a tile of rows.
void BlockPass::attend(const BlockWeights& w, const BlockInput& input, const BlockPass& leader,
                       std::size_t first, std::size_t rows, Rows attended) {
  const Kernels& k = kernels();
  const std::size_t n = input.rows;
  const SomeRows of_tile{rows, leader.x_.rows(first), input.text.slots + first, input.text.positions + first};
  for (std::size_t h = 0; h < heads_; ++h) {
    const HeadView view = leader.head_view(h);
    const Rows weights = attention_.rows(kept_ ? h * n + first : 0);
    queries(w, input, h, of_tile, queries_.rows());
    attention_weights(rows, n, queries_.rows(), view.keys_transposed, weights);
    if (folded_) {
      k.gemm(rows, dim_, n, weights, view.values, attended, true);
    } else {
      const Rows out = shift_columns(heads_out_.rows(), h * padded_inner_);
      k.gemm(rows, inner_dim_, n, weights, view.values, out, false);
    }
  }
  if (!folded_) k.gemm(rows, dim_, heads_ * padded_inner_, heads_out_.rows(), w.output(), attended, true);
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
  begin(input, backward_follows);
  load_rows(w, input, 0, input.rows);
  forward_rows(w, input, *this, 0, input.rows);
}

void BlockPass::forward_rows(const BlockWeights& w, const BlockInput& input, BlockPass& leader,
                             std::size_t first, std::size_t rows) {
  const Kernels& k = kernels();
  // Tiles of nearly equal height: a short last one would use few registers.
  const std::size_t tiles = (rows + tile_rows_ - 1) / tile_rows_, height = (rows + tiles - 1) / tiles;
  for (const std::size_t end = first + rows; first < end; first += height) {
    const std::size_t count = std::min(height, end - first);
    const Rows attended = attended_.rows(backward_follows_ ? first : 0);
    k.add_bias(count, dim_, leader.x_.rows(first), w.output_bias(), attended);
    attend(w, input, leader, first, count, attended);
    feed_forward(w, count, attended, normed_.rows(), hidden_.rows(), summed_.rows());
    const Rows out = last_ ? normed_.rows() : leader.output_.rows(first);
    k.norm(count, dim_, summed_.rows(), w.gamma2(), w.beta2(), config_.norm_epsilon, out);
    if (last_) {
      k.max_rows(count, dim_, out, static_cast<std::int32_t>(first), best_.data(), winner_.data());
    }
  }
}

void BlockPass::join(const BlockPass& other) {
  for (std::size_t d = 0; d < dim_; ++d) best_[d] = std::max(best_[d], other.best_[d]);
}

}  // namespace taxon
