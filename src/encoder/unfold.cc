#include "encoder/unfold.h"

#include <algorithm>

#include "encoder/block_weights.h"
#include "encoder/head_views.h"
#include "simd/kernels.h"

namespace taxon {
namespace {

// Where a head's gradient of query, key or value goes: (D, K) inside (D, H, K).
Rows kernel_gradient(Parameters& gradients, const EncoderConfig& c, int block, const char* part,
                     std::size_t head) {
  const auto K = static_cast<std::size_t>(c.key_dim);
  return {gradients[attention_name(block, part, "kernel")].data() + head * K,
          static_cast<std::ptrdiff_t>(c.heads) * c.key_dim};
}

float* bias_gradient(Parameters& gradients, const EncoderConfig& c, int block, const char* part,
                     std::size_t head) {
  return gradients[attention_name(block, part, "bias")].data() + head * static_cast<std::size_t>(c.key_dim);
}

void unfold_folded_queries(const EncoderConfig& c, const Parameters& parameters, int block, std::size_t head,
                           const HeadGradients& g, UnfoldScratch& scratch, Parameters& gradients) {
  const auto D = static_cast<std::size_t>(c.embed_dim), K = static_cast<std::size_t>(c.key_dim);
  const auto query = head_of(parameters, c, block, "query", head);
  const auto key = head_of(parameters, c, block, "key", head);
  const Kernels& k = kernels();
  // Row D of the factor holds bq, so that the rank-one part of dWk has its right factor there.
  scratch.factor.resize(D + 1, K);
  scratch.product.resize(D, K);
  const Rows factor = scratch.factor.rows(), product = scratch.product.rows();

  copy_rows(D, K, key.kernel, score_scale(c), factor);
  k.gemm(D, K, D, {g.d_query.data, g.d_query.stride}, factor, product, false);
  copy_rows(D, K, product, 1.0F, kernel_gradient(gradients, c, block, "query", head));
  k.gemm(1, K, D, {g.d_query_bias, 0}, factor, product, false);
  std::copy_n(product[0], K, bias_gradient(gradients, c, block, "query", head));

  copy_rows(D, K, query.kernel, score_scale(c), factor);
  copy_rows(1, K, {query.bias, 0}, score_scale(c), shift_rows(factor, D));
  k.gemm(D, K, D, transposed(g.d_query), factor, product, false);
  k.gemm(D, K, 1, {g.d_query_bias, 1}, shift_rows(factor, D), product, true);
  copy_rows(D, K, product, 1.0F, kernel_gradient(gradients, c, block, "key", head));
}

}  // namespace

void unfold_queries(const EncoderConfig& c, const Parameters& parameters, int block, std::size_t head,
                    const HeadGradients& g, UnfoldScratch& scratch, Parameters& gradients) {
  if (folds(c)) return unfold_folded_queries(c, parameters, block, head, g, scratch, gradients);
  const auto D = static_cast<std::size_t>(c.embed_dim), K = static_cast<std::size_t>(c.key_dim);
  copy_rows(D, K, g.d_query, score_scale(c), kernel_gradient(gradients, c, block, "query", head));
  copy_rows(1, K, {g.d_query_bias, 0}, score_scale(c),
            {bias_gradient(gradients, c, block, "query", head), 0});
  copy_rows(D, K, g.d_keys, 1.0F, kernel_gradient(gradients, c, block, "key", head));
}

void unfold_values(const EncoderConfig& c, const Parameters& parameters, int block, std::size_t head,
                   const HeadGradients& g, UnfoldScratch& scratch, Parameters& gradients) {
  const auto D = static_cast<std::size_t>(c.embed_dim), K = static_cast<std::size_t>(c.key_dim);
  const auto value = head_of(parameters, c, block, "value", head);
  const Kernels& k = kernels();
  const bool folded = folds(c);
  scratch.factor.resize(D, K);
  scratch.product.resize(std::max(D, K), std::max(D, K));
  const Rows factor = scratch.factor.rows(), product = scratch.product.rows();

  k.transpose(K, D, head_output(parameters, c, block, head), 1.0F, factor);  // Wo^T (D, K)
  k.gemm(1, K, D, {g.d_output_bias, 0}, factor, product, false);
  std::copy_n(product[0], K, bias_gradient(gradients, c, block, "value", head));
  ConstRows d_kernel = g.d_values;
  if (folded) {
    k.gemm(D, K, D, {g.d_value.data, g.d_value.stride}, factor, product, false);
    d_kernel = product;
  }
  copy_rows(D, K, d_kernel, 1.0F, kernel_gradient(gradients, c, block, "value", head));

  if (folded) {
    k.gemm(K, D, D, transposed(value.kernel), g.d_value, product, false);
  } else {
    copy_rows(K, D, g.d_value, 1.0F, product);
  }
  k.gemm(K, D, 1, {value.bias, 1}, {g.d_output_bias, 0}, product, true);
  copy_rows(K, D, product, 1.0F,
            {gradients[attention_name(block, "output", "kernel")].data() + head * K * D,
             static_cast<std::ptrdiff_t>(D)});
  if (head == 0) std::copy_n(g.d_output_bias, D, gradients[attention_name(block, "output", "bias")].data());
}

}  // namespace taxon
