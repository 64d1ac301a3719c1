#pragma once

#include <cstddef>

#include "base/aligned_vector.h"
#include "base/thread_pool.h"
#include "encoder/config.h"
#include "encoder/matrix_buffer.h"
#include "encoder/parameters.h"
#include "simd/kernels.h"

namespace taxon {

// Whether attention is computed with folded weights: whenever that counts fewer multiply-adds at maxlen rows.
// Folding saves two projections a head but makes the n x n part D wide instead of K.
bool folds(const EncoderConfig& config);

// The weights of one encoder block as the engine uses them, made from the parameters once a batch.
//
// Plain: a head's queries are T = X Wq / sqrt(K) + bq / sqrt(K), its keys X Wk, its values X Wv; it adds
// softmax(T keys^T) values Wo. The key bias adds a constant to a row of scores, which softmax ignores; the
// value bias adds bv Wo to every row, as weights sum to 1, and is part of the output bias.
// Folded: with M = Wq Wk^T / sqrt(K), c = Wk bq / sqrt(K) and N = Wv Wo, queries are T = X M + c, the keys
// are X itself, and the head adds softmax(T X^T) X N.
//
// A is the width of a head's queries (D folded, else K), B that of its values before they are summed up (D
// folded, else K). A', B', D', K' are rounded up to 16; columns beyond the true width hold zeros.
class BlockWeights {
 public:
  BlockWeights(const EncoderConfig& config, int block);

  // Reads the parameters anew. Uses the pool; not thread-safe. The parameters must outlive the next uses
  // (gammas, betas and feed-forward biases are read in place).
  void refresh(const Parameters& parameters, ThreadPool& pool);

  bool folded() const { return folded_; }
  std::size_t heads() const { return heads_; }
  std::size_t inner_dim() const { return inner_dim_; }        // A = B
  std::size_t padded_inner() const { return padded_inner_; }  // A' = B'

  // What rows are multiplied with, (D, width()): the queries' part, H A' wide; then, folded, N_0 .. N_{H-1},
  // H D' wide, or, plain, Wk of all heads and Wv of all heads, H K' wide each.
  ConstRows projection() const { return projection_.rows(); }
  std::size_t width() const { return (folded_ ? 2 : 3) * heads_ * padded_inner_; }
  std::size_t queries_width() const { return heads_ * padded_inner_; }
  // (width()): the queries' bias, then zeros.
  const float* query_bias() const { return query_bias_.data(); }
  // (D): bo and what the value biases come to.
  const float* output_bias() const { return output_bias_.data(); }
  // Plain only: Wo of all heads, (H K', D), rows beyond K zero.
  ConstRows output() const { return output_.rows(); }

  // For the way back. Of a head: M^T or (Wq / sqrt(K))^T, (A, D); N^T or Wo^T, (D, B).
  ConstRows query_transposed(std::size_t head) const { return query_transposed_.rows(head * inner_dim_); }
  ConstRows value_transposed(std::size_t head) const { return value_transposed_.rows(head * dim_); }
  // Plain only: (2 H K', D), the transpose of the projection's part of keys and values.
  ConstRows keys_values_transposed() const { return keys_values_transposed_.rows(); }

  ConstRows ffn1() const { return ffn1_.rows(); }                        // (D, F)
  ConstRows ffn1_transposed() const { return ffn1_transposed_.rows(); }  // (F, D)
  ConstRows ffn2() const { return ffn2_.rows(); }                        // (F, D)
  ConstRows ffn2_transposed() const { return ffn2_transposed_.rows(); }  // (D, F)
  const float* ffn1_bias() const { return ffn1_bias_; }
  const float* ffn2_bias() const { return ffn2_bias_; }
  const float* gamma1() const { return gamma1_; }
  const float* beta1() const { return beta1_; }
  const float* gamma2() const { return gamma2_; }
  const float* beta2() const { return beta2_; }

 private:
  // Each makes a part of its own and may run beside the others.
  void make_queries(const Parameters& parameters, std::size_t head);
  void make_values(const Parameters& parameters, std::size_t head);
  void copy_ffn(const Parameters& parameters);

  EncoderConfig config_;
  int block_;
  bool folded_;
  std::size_t dim_, heads_, key_dim_, ff_dim_, inner_dim_, padded_inner_;
  MatrixBuffer projection_, query_transposed_, value_transposed_, keys_values_transposed_;
  MatrixBuffer ffn1_, ffn1_transposed_, ffn2_, ffn2_transposed_;
  MatrixBuffer key_factor_;  // folded only, (H K, D): Wk^T / sqrt(K)
  MatrixBuffer output_;      // Wo: plain (H K', D), folded (H K, D)
  AlignedVector<float> query_bias_, output_bias_;
  const float *ffn1_bias_ = nullptr, *ffn2_bias_ = nullptr;
  const float *gamma1_ = nullptr, *beta1_ = nullptr, *gamma2_ = nullptr, *beta2_ = nullptr;
};

}  // namespace taxon
