#include "encoder/block_weights.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace taxon {
namespace {

void copy_rows(std::size_t rows, std::size_t n, ConstRows from, float scale, Rows to) {
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t j = 0; j < n; ++j) to[r][j] = scale * from[r][j];
  }
}

// Row-major matrices inside the parameters, without padding: gemm may take them as left factors only.
ConstRows plain(const float* data, std::size_t stride) {
  return {data, static_cast<std::ptrdiff_t>(stride)};
}

std::string attention(int block, const char* part, const char* tensor) {
  return block_name(block, std::string("attention/") + part + "/" + tensor);
}

// One head of query, key or value: its kernel (D, K) inside (D, H, K), and its bias (K).
struct HeadProjection {
  ConstRows kernel;
  const float* bias;
};

HeadProjection head_of(const Parameters& p, const EncoderConfig& c, int block, const char* part,
                       std::size_t head) {
  const auto K = static_cast<std::size_t>(c.key_dim), H = static_cast<std::size_t>(c.heads);
  return {plain(p[attention(block, part, "kernel")].data() + head * K, H * K),
          p[attention(block, part, "bias")].data() + head * K};
}

float score_scale(const EncoderConfig& c) {
  return 1.0F / std::sqrt(static_cast<float>(c.key_dim));
}

}  // namespace

BlockWeights::BlockWeights(const EncoderConfig& config, int block)
    : config_(config),
      block_(block),
      dim_(static_cast<std::size_t>(config.embed_dim)),
      padded_dim_(round_up(dim_, kLanes)),
      heads_(static_cast<std::size_t>(config.heads)),
      key_dim_(static_cast<std::size_t>(config.key_dim)),
      ff_dim_(static_cast<std::size_t>(config.ff_dim)),
      projection_(dim_, width()),
      transposed_(2 * heads_ * dim_, dim_),
      ffn1_(dim_, ff_dim_),
      ffn1_transposed_(ff_dim_, dim_),
      ffn2_(ff_dim_, dim_),
      ffn2_transposed_(dim_, ff_dim_),
      key_factor_(heads_ * key_dim_, dim_),
      output_(heads_ * key_dim_, dim_),
      query_bias_(width(), 0.0F),
      output_bias_(padded_dim_, 0.0F) {}

void BlockWeights::refresh(const Parameters& parameters, ThreadPool& pool) {
  pool.parallel_for(2 * heads_ + 1, [&](std::size_t task, int) {
    if (task < heads_) return fold_queries(parameters, task);
    if (task < 2 * heads_) return fold_values(parameters, task - heads_);
    copy_ffn(parameters);
  });
  std::copy_n(parameters[attention(block_, "output", "bias")].data(), dim_, output_bias_.data());
  const float* value_bias = parameters[attention(block_, "value", "bias")].data();
  kernels().gemm(1, dim_, heads_ * key_dim_, {value_bias, 0}, output_.rows(), {output_bias_.data(), 0}, true);
}

void BlockWeights::fold_queries(const Parameters& parameters, std::size_t head) {
  const auto query = head_of(parameters, config_, block_, "query", head);
  const auto key = head_of(parameters, config_, block_, "key", head);
  const Kernels& k = kernels();
  const Rows factor = key_factor_.rows(head * key_dim_);
  k.transpose(dim_, key_dim_, key.kernel, score_scale(config_), factor);
  const Rows folded = shift_columns(projection_.rows(), head * padded_dim_);
  k.gemm(dim_, dim_, key_dim_, {query.kernel.data, query.kernel.stride}, factor, folded, false);
  k.gemm(1, dim_, key_dim_, {query.bias, 0}, factor, {query_bias_.data() + head * padded_dim_, 0}, false);
  k.transpose(dim_, dim_, folded, 1.0F, transposed_.rows(head * dim_));
}

void BlockWeights::fold_values(const Parameters& parameters, std::size_t head) {
  const auto value = head_of(parameters, config_, block_, "value", head);
  const Kernels& k = kernels();
  const Rows output = output_.rows(head * key_dim_);
  const float* kernel = parameters[attention(block_, "output", "kernel")].data() + head * key_dim_ * dim_;
  copy_rows(key_dim_, dim_, plain(kernel, dim_), 1.0F, output);
  const Rows folded = shift_columns(projection_.rows(), (heads_ + head) * padded_dim_);
  k.gemm(dim_, dim_, key_dim_, {value.kernel.data, value.kernel.stride}, output, folded, false);
  k.transpose(dim_, dim_, folded, 1.0F, transposed_.rows((heads_ + head) * dim_));
}

void BlockWeights::copy_ffn(const Parameters& parameters) {
  const auto data = [&](const char* name) { return parameters[block_name(block_, name)].data(); };
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

void unfold_queries(const EncoderConfig& c, const Parameters& parameters, int block, std::size_t head,
                    const FoldedGradients& folded, UnfoldScratch& scratch, Parameters& gradients) {
  const auto D = static_cast<std::size_t>(c.embed_dim), K = static_cast<std::size_t>(c.key_dim);
  const auto H = static_cast<std::size_t>(c.heads);
  const auto query = head_of(parameters, c, block, "query", head);
  const auto key = head_of(parameters, c, block, "key", head);
  const Kernels& k = kernels();
  // Row D of the factor holds bq, so that the rank-one part of dWk has its right factor there.
  scratch.factor.resize(D + 1, K);
  scratch.product.resize(D, K);
  const Rows factor = scratch.factor.rows(), product = scratch.product.rows();
  const auto copy_out = [&](const char* part) {
    float* to = gradients[attention(block, part, "kernel")].data() + head * K;
    copy_rows(D, K, product, 1.0F, {to, static_cast<std::ptrdiff_t>(H * K)});
  };

  copy_rows(D, K, key.kernel, score_scale(c), factor);
  k.gemm(D, K, D, {folded.d_query.data, folded.d_query.stride}, factor, product, false);
  copy_out("query");
  k.gemm(1, K, D, {folded.d_query_bias, 0}, factor, product, false);
  std::copy_n(product[0], K, gradients[attention(block, "query", "bias")].data() + head * K);

  copy_rows(D, K, query.kernel, score_scale(c), factor);
  copy_rows(1, K, {query.bias, 0}, score_scale(c), shift_rows(factor, D));
  k.gemm(D, K, D, transposed(folded.d_query), factor, product, false);
  k.gemm(D, K, 1, {folded.d_query_bias, 1}, shift_rows(factor, D), product, true);
  copy_out("key");
}

void unfold_values(const EncoderConfig& c, const Parameters& parameters, int block, std::size_t head,
                   const FoldedGradients& folded, UnfoldScratch& scratch, Parameters& gradients) {
  const auto D = static_cast<std::size_t>(c.embed_dim), K = static_cast<std::size_t>(c.key_dim);
  const auto H = static_cast<std::size_t>(c.heads);
  const auto value = head_of(parameters, c, block, "value", head);
  const float* output = parameters[attention(block, "output", "kernel")].data() + head * K * D;
  const Kernels& k = kernels();
  scratch.factor.resize(D, K);
  scratch.product.resize(std::max(D, K), std::max(D, K));
  const Rows factor = scratch.factor.rows(), product = scratch.product.rows();

  k.transpose(K, D, plain(output, D), 1.0F, factor);  // Wo^T (D, K)
  k.gemm(D, K, D, {folded.d_value.data, folded.d_value.stride}, factor, product, false);
  copy_rows(
      D, K, product, 1.0F,
      {gradients[attention(block, "value", "kernel")].data() + head * K, static_cast<std::ptrdiff_t>(H * K)});
  k.gemm(1, K, D, {folded.d_output_bias, 0}, factor, product, false);
  std::copy_n(product[0], K, gradients[attention(block, "value", "bias")].data() + head * K);

  k.gemm(K, D, D, transposed(value.kernel), folded.d_value, product, false);
  k.gemm(K, D, 1, {value.bias, 1}, {folded.d_output_bias, 0}, product, true);
  copy_rows(K, D, product, 1.0F,
            {gradients[attention(block, "output", "kernel")].data() + head * K * D,
             static_cast<std::ptrdiff_t>(D)});
  if (head == 0) {
    std::copy_n(folded.d_output_bias, D, gradients[attention(block, "output", "bias")].data());
  }
}

}  // namespace taxon
