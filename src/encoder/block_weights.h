#pragma once

#include <cstddef>

#include "base/thread_pool.h"
#include "encoder/config.h"
#include "encoder/matrix_buffer.h"
#include "encoder/parameters.h"
#include "simd/kernels.h"

namespace taxon {

// The weights of one encoder block as the engine uses them, made from the parameters once a batch.
//
// Query and key kernels are folded into M_h = Wq_h Wk_h^T / sqrt(K) with c_h = Wk_h bq_h / sqrt(K), value and
// output kernels into N_h = Wv_h Wo_h: then a head's scores are (X M_h + c_h) X^T, up to a constant a row
// that softmax ignores, and its output is A_h X N_h. D' is D rounded up to 16; columns beyond D hold zeros.
class BlockWeights {
 public:
  BlockWeights(const EncoderConfig& config, int block);

  // Reads the parameters anew. Uses the pool; not thread-safe. The parameters must outlive the next uses
  // (gammas and betas are read in place).
  void refresh(const Parameters& parameters, ThreadPool& pool);

  std::size_t padded_dim() const { return padded_dim_; }  // D'
  std::size_t heads() const { return heads_; }
  std::size_t width() const { return 2 * heads_ * padded_dim_; }  // of the projection

  // (D, 2 H D'): M_0 .. M_{H-1}, N_0 .. N_{H-1}.
  ConstRows projection() const { return projection_.rows(); }
  // (2 H D'): c_0 .. c_{H-1}, zeros.
  const float* query_bias() const { return query_bias_.data(); }
  // (D): sum over heads of bv_h Wo_h, and bo.
  const float* output_bias() const { return output_bias_.data(); }
  // M_h^T and N_h^T, each (D, D').
  ConstRows query_transposed(std::size_t head) const { return transposed_.rows(head * dim_); }
  ConstRows value_transposed(std::size_t head) const { return transposed_.rows((heads_ + head) * dim_); }

  ConstRows ffn1() const { return ffn1_.rows(); }                        // (D, F)
  ConstRows ffn1_transposed() const { return ffn1_transposed_.rows(); }  // (F, D)
  ConstRows ffn2() const { return ffn2_.rows(); }                        // (F, D)
  ConstRows ffn2_transposed() const { return ffn2_transposed_.rows(); }  // (D, F)
  const float* ffn1_bias() const { return ffn1_bias_; }                  // (F), and so on: in place
  const float* ffn2_bias() const { return ffn2_bias_; }
  const float* gamma1() const { return gamma1_; }
  const float* beta1() const { return beta1_; }
  const float* gamma2() const { return gamma2_; }
  const float* beta2() const { return beta2_; }

 private:
  void fold_queries(const Parameters& parameters, std::size_t head);  // may run beside the others
  void fold_values(const Parameters& parameters, std::size_t head);
  void copy_ffn(const Parameters& parameters);

  EncoderConfig config_;
  int block_;
  std::size_t dim_, padded_dim_, heads_, key_dim_, ff_dim_;
  MatrixBuffer projection_, transposed_, ffn1_, ffn1_transposed_, ffn2_, ffn2_transposed_;
  MatrixBuffer key_factor_;  // (H K, D): Wk_h^T / sqrt(K)
  MatrixBuffer output_;      // (H K, D): Wo_h
  AlignedVector<float> query_bias_, output_bias_;
  const float *ffn1_bias_ = nullptr, *ffn2_bias_ = nullptr;
  const float *gamma1_ = nullptr, *beta1_ = nullptr, *gamma2_ = nullptr, *beta2_ = nullptr;
};

// Gradients by the folded weights of one head, to be carried back to the parameters.
struct FoldedGradients {
  ConstRows d_query;           // (D, D'): dM
  ConstRows d_value;           // (D, D'): dN
  const float* d_query_bias;   // (D'): dc
  const float* d_output_bias;  // (D'): db, the same for every head
};

// Room for the unfolding of one head; kept between batches so that no memory is asked for.
struct UnfoldScratch {
  MatrixBuffer factor, product;
};

// Write the gradients of a head's attention kernels and biases into `gradients` by the chain rule of the
// folds. The key bias' gradient is 0 and left alone. Heads, and the two functions with scratch of their own,
// may run at the same time.
//
// dWq = dM Wk / sqrt(K), dWk = (dM^T Wq + dc bq^T) / sqrt(K), dbq = Wk^T dc / sqrt(K).
void unfold_queries(const EncoderConfig& config, const Parameters& parameters, int block, std::size_t head,
                    const FoldedGradients& folded, UnfoldScratch& scratch, Parameters& gradients);
// dWv = dN Wo^T, dWo = Wv^T dN + bv db^T, dbv = Wo db; head 0 also dbo = db.
void unfold_values(const EncoderConfig& config, const Parameters& parameters, int block, std::size_t head,
                   const FoldedGradients& folded, UnfoldScratch& scratch, Parameters& gradients);

}  // namespace taxon
