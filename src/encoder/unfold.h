#pragma once

#include <cstddef>

#include "encoder/config.h"
#include "encoder/matrix_buffer.h"
#include "encoder/parameters.h"

namespace taxon {

// Gradients by the weights of one head as the engine uses them (see BlockWeights), to be carried back to the
// parameters.
struct HeadGradients {
  ConstRows d_query;           // (D, A'): dM, or d(Wq / sqrt(K))
  const float* d_query_bias;   // (A')
  ConstRows d_value;           // (B, D'): dN, or dWo without the value bias' share
  ConstRows d_keys, d_values;  // plain only, (D, K'): dWk, dWv
  const float* d_output_bias;  // (D'): db, the same for every head
};

// Room for the work; kept between batches so that no memory is asked for.
struct UnfoldScratch {
  MatrixBuffer factor, product;
};

// Write the gradients of a head's attention kernels and biases into `gradients`. The key bias' gradient is 0
// and left alone. Heads, and the two functions with scratch of their own, may run at the same time.
//
// Folded: dWq = dM Wk / sqrt(K), dWk = (dM^T Wq + dc bq^T) / sqrt(K), dbq = Wk^T dc / sqrt(K); plain: copies.
void unfold_queries(const EncoderConfig& config, const Parameters& parameters, int block, std::size_t head,
                    const HeadGradients& of_head, UnfoldScratch& scratch, Parameters& gradients);
// Folded: dWv = dN Wo^T, dWo = Wv^T dN + bv db^T; plain: copies, and dWo += bv db^T. Both: dbv = Wo db; head
// 0 also dbo = db.
void unfold_values(const EncoderConfig& config, const Parameters& parameters, int block, std::size_t head,
                   const HeadGradients& of_head, UnfoldScratch& scratch, Parameters& gradients);

}  // namespace taxon
