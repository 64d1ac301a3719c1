#include "encoder/low_precision_pass.h"

#include <algorithm>
#include <limits>

#include "base/check.h"
#include "simd/kernels.h"

namespace taxon {
namespace {

const Bfloat16Kernels& required_kernels() {
  const Bfloat16Kernels* kernels = bfloat16_kernels();
  TAXON_CHECK(kernels != nullptr);
  return *kernels;
}

}  // namespace

HalfWeights::HalfWeights(const EncoderConfig& config, const BlockWeights& weights) {
  const auto D = static_cast<std::size_t>(config.embed_dim), F = static_cast<std::size_t>(config.ff_dim);
  ffn1_.resize(D, F);
  ffn2_.resize(F, D);
  pack_rounded(D, F, weights.ffn1(), ffn1_.view());
  pack_rounded(F, D, weights.ffn2(), ffn2_.view());
}

LowPrecisionPass::LowPrecisionPass(const EncoderConfig& config)
    : kernels_(required_kernels()),
      config_(config),
      dim_(static_cast<std::size_t>(config.embed_dim)),
      heads_(static_cast<std::size_t>(config.heads)),
      padded_dim_(round_up(dim_, kLanes)),
      queries_(kHalfTileRows, dim_),
      normed_half_(kHalfTileRows, dim_),
      hidden_half_(kHalfTileRows, static_cast<std::size_t>(config.ff_dim)),
      attended_(kHalfTileRows, dim_),
      normed_(kHalfTileRows, dim_),
      hidden_(kHalfTileRows, static_cast<std::size_t>(config.ff_dim)),
      summed_(kHalfTileRows, dim_),
      best_(round_up(dim_, kLanes)),
      winner_(round_up(dim_, kLanes)) {}

// The rows' vectors, and what the heads attend to: the vectors transposed and the values of each head.
void LowPrecisionPass::load(const BlockWeights& weights, const HalfTables& t, const TextInput& text) {
  const std::size_t n = text.rows, padded_rows = round_up(n, kPackedInner);
  x_.resize(n, dim_);
  kernels().gather_add(n, dim_, t.token, text.tokens, t.position, text.positions, x_.rows());
  keys_.resize(dim_, n);
  kernels_.pack_transposed(n, dim_, x_.rows(), keys_.view());
  values_.resize(heads_ * padded_rows, dim_);
  for (std::size_t h = 0; h < heads_; ++h) {
    const std::size_t column = weights.queries_width() + h * padded_dim_;
    kernels_.gather_add_packed(n, dim_, shift_columns(t.token_projection, column), text.slots,
                               shift_columns(t.position_projection, column), text.positions,
                               h * padded_rows / kPackedInner, values_.view());
  }
}

// attended += what the heads make of a tile of rows. Their sum is one product, since what they add up to is
// (A_0 A_1 ...) (V_0; V_1; ...).
void LowPrecisionPass::attend(const HalfTables& t, const TextInput& text, std::size_t first,
                              std::size_t rows) {
  const std::size_t n = text.rows, padded_rows = round_up(n, kPackedInner);
  for (std::size_t h = 0; h < heads_; ++h) {
    const std::size_t column = h * padded_dim_;
    kernels_.gather_add(rows, dim_, shift_columns(t.token_projection, column), text.slots + first,
                        shift_columns(t.position_projection, column), text.positions + first,
                        queries_.rows());
    kernels_.gemm(rows, n, queries_.rows(), keys_.view(), scores_.rows(), false);
    kernels_.softmax(rows, n, scores_.rows(), shift_columns(weights_.rows(), h * padded_rows));
  }
  kernels_.gemm(rows, dim_, weights_.rows(), values_.view(), attended_.rows(), true);
}

// summed = normed + relu(normed W1 + b1) W2 + b2 with normed = LN1(attended).
void LowPrecisionPass::feed_forward(const BlockWeights& w, const HalfWeights& half, std::size_t rows) {
  const Kernels& k = kernels();
  const auto F = static_cast<std::size_t>(config_.ff_dim);
  k.norm(rows, dim_, attended_.rows(), w.gamma1(), w.beta1(), config_.norm_epsilon, normed_.rows());
  kernels_.round_rows(rows, dim_, normed_.rows(), normed_half_.rows());
  kernels_.gemm(rows, F, normed_half_.rows(), half.ffn1(), hidden_.rows(), false);
  k.add_bias(rows, F, hidden_.rows(), w.ffn1_bias(), hidden_.rows());
  k.relu(rows, F, hidden_.rows());
  kernels_.round_rows(rows, F, hidden_.rows(), hidden_half_.rows());
  k.add_bias(rows, dim_, normed_.rows(), w.ffn2_bias(), summed_.rows());
  kernels_.gemm(rows, dim_, hidden_half_.rows(), half.ffn2(), summed_.rows(), true);
}

void LowPrecisionPass::forward(const BlockWeights& w, const HalfWeights& half, const HalfTables& tables,
                               const TextInput& text) {
  const Kernels& k = kernels();
  const std::size_t n = text.rows;
  load(w, tables, text);
  scores_.resize(kHalfTileRows, n);
  weights_.resize(kHalfTileRows, heads_ * round_up(n, kPackedInner));
  std::fill(best_.begin(), best_.end(), -std::numeric_limits<float>::infinity());

  for (std::size_t first = 0; first < n; first += kHalfTileRows) {
    const std::size_t rows = std::min(kHalfTileRows, n - first);
    k.add_bias(rows, dim_, x_.rows(first), w.output_bias(), attended_.rows());
    attend(tables, text, first, rows);
    feed_forward(w, half, rows);
    k.norm(rows, dim_, summed_.rows(), w.gamma2(), w.beta2(), config_.norm_epsilon, normed_.rows());
    k.max_rows(rows, dim_, normed_.rows(), static_cast<std::int32_t>(first), best_.data(), winner_.data());
  }
}

}  // namespace taxon
