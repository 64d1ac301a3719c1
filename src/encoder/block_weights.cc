#include "encoder/block_weights.h"

#include <algorithm>

#include "encoder/head_views.h"

namespace taxon {

bool folds(const EncoderConfig& c) {
  const double n = c.maxlen, D = c.embed_dim, K = c.key_dim;
  // Multiply-adds a head for a text of n rows whose distinct tokens and positions, n / 3 of them, are
  // projected.
  const double folded = 2 * n * n * D + n / 3 * 2 * D * D;
  const double plain = 2 * n * n * K + n / 3 * 3 * D * K + n * K * D;
  return folded <= plain;
}

BlockWeights::BlockWeights(const EncoderConfig& config, int block)
    : config_(config),
      block_(block),
      folded_(folds(config)),
      dim_(static_cast<std::size_t>(config.embed_dim)),
      heads_(static_cast<std::size_t>(config.heads)),
      key_dim_(static_cast<std::size_t>(config.key_dim)),
      ff_dim_(static_cast<std::size_t>(config.ff_dim)),
      inner_dim_(folded_ ? dim_ : key_dim_),
      padded_inner_(round_up(inner_dim_, kLanes)),
      projection_(dim_, width()),
      query_transposed_(heads_ * inner_dim_, dim_),
      value_transposed_(heads_ * dim_, inner_dim_),
      ffn1_(dim_, ff_dim_),
      ffn1_transposed_(ff_dim_, dim_),
      ffn2_(ff_dim_, dim_),
      ffn2_transposed_(dim_, ff_dim_),
      output_(heads_ * std::max(key_dim_, padded_inner_), dim_),
      query_bias_(width(), 0.0F),
      output_bias_(round_up(dim_, kLanes), 0.0F) {
  if (folded_) {
    key_factor_.resize(heads_ * key_dim_, dim_);
  } else {
    keys_values_transposed_.resize(2 * heads_ * padded_inner_, dim_);
  }
}

void BlockWeights::refresh(const Parameters& parameters, ThreadPool& pool) {
  pool.parallel_for(2 * heads_ + 1, [&](std::size_t task, int) {
    if (task < heads_) return make_queries(parameters, task);
    if (task < 2 * heads_) return make_values(parameters, task - heads_);
    copy_ffn(parameters);
  });
  std::copy_n(parameters[attention_name(block_, "output", "bias")].data(), dim_, output_bias_.data());
  for (std::size_t h = 0; h < heads_; ++h) {
    const float* value_bias = head_of(parameters, config_, block_, "value", h).bias;
    const std::size_t row = h * (folded_ ? key_dim_ : padded_inner_);
    kernels().gemm(1, dim_, key_dim_, {value_bias, 0}, output_.rows(row), {output_bias_.data(), 0}, true);
  }
}

void BlockWeights::make_queries(const Parameters& parameters, std::size_t head) {
  const auto query = head_of(parameters, config_, block_, "query", head);
  const auto key = head_of(parameters, config_, block_, "key", head);
  const Kernels& k = kernels();
  const float scale = score_scale(config_);
  const std::size_t column = head * padded_inner_;
  const Rows queries = shift_columns(projection_.rows(), column),
             transposed = query_transposed_.rows(head * inner_dim_);
  if (folded_) {
    const Rows factor = key_factor_.rows(head * key_dim_);
    k.transpose(dim_, key_dim_, key.kernel, scale, factor);
    k.gemm(dim_, dim_, key_dim_, {query.kernel.data, query.kernel.stride}, factor, queries, false);
    k.gemm(1, dim_, key_dim_, {query.bias, 0}, factor, {query_bias_.data() + column, 0}, false);
    k.transpose(dim_, dim_, queries, 1.0F, transposed);
    return;
  }
  copy_rows(dim_, key_dim_, query.kernel, scale, queries);
  copy_rows(1, key_dim_, {query.bias, 0}, scale, {query_bias_.data() + column, 0});
  k.transpose(dim_, key_dim_, query.kernel, scale, transposed);
  const std::size_t keys = queries_width() + column;
  copy_rows(dim_, key_dim_, key.kernel, 1.0F, shift_columns(projection_.rows(), keys));
  k.transpose(dim_, key_dim_, key.kernel, 1.0F, keys_values_transposed_.rows(column));
}

void BlockWeights::make_values(const Parameters& parameters, std::size_t head) {
  const auto value = head_of(parameters, config_, block_, "value", head);
  const ConstRows output = head_output(parameters, config_, block_, head);
  const Kernels& k = kernels();
  const std::size_t column = head * padded_inner_;
  const Rows transposed = value_transposed_.rows(head * dim_);
  const Rows copy = output_.rows(head * (folded_ ? key_dim_ : padded_inner_));
  copy_rows(key_dim_, dim_, output, 1.0F, copy);
  if (folded_) {
    const Rows values = shift_columns(projection_.rows(), queries_width() + column);
    k.gemm(dim_, dim_, key_dim_, {value.kernel.data, value.kernel.stride}, copy, values, false);
    k.transpose(dim_, dim_, values, 1.0F, transposed);
    return;
  }
  k.transpose(key_dim_, dim_, output, 1.0F, transposed);
  copy_rows(dim_, key_dim_, value.kernel, 1.0F,
            shift_columns(projection_.rows(), 2 * queries_width() + column));
  k.transpose(dim_, key_dim_, value.kernel, 1.0F, keys_values_transposed_.rows(queries_width() + column));
}

void BlockWeights::copy_ffn(const Parameters& parameters) {
  const auto data = [&](const char* name) { return parameters[block_name(block_, name)].data(); };
  const auto plain = [](const float* from, std::size_t n) {
    return ConstRows{from, static_cast<std::ptrdiff_t>(n)};
  };
  const ConstRows first = plain(data("ffn1/kernel"), ff_dim_), second = plain(data("ffn2/kernel"), dim_);
  copy_rows(dim_, ff_dim_, first, 1.0F, ffn1_.rows());
  copy_rows(ff_dim_, dim_, second, 1.0F, ffn2_.rows());
  kernels().transpose(dim_, ff_dim_, first, 1.0F, ffn1_transposed_.rows());
  kernels().transpose(ff_dim_, dim_, second, 1.0F, ffn2_transposed_.rows());
  ffn1_bias_ = data("ffn1/bias");
  ffn2_bias_ = data("ffn2/bias");
  gamma1_ = data("norm1/gamma");
  beta1_ = data("norm1/beta");
  gamma2_ = data("norm2/gamma");
  beta2_ = data("norm2/beta");
}

}  // namespace taxon
