#pragma once

#include <cstddef>
#include <string>

#include "encoder/config.h"
#include "encoder/matrix_buffer.h"
#include "encoder/parameters.h"

namespace taxon {

// One head's share of the attention's parameters, where they lie. Rows are not padded, so the kernels may
// take them as left factors only.
struct HeadProjection {
  ConstRows kernel;   // (D, K) inside (D, H, K)
  const float* bias;  // (K)
};

// "block{b}/attention/PART/TENSOR".
std::string attention_name(int block, const char* part, const char* tensor);

// part: query, key or value.
HeadProjection head_of(const Parameters& parameters, const EncoderConfig& config, int block, const char* part,
                       std::size_t head);
// Wo of a head: (K, D).
ConstRows head_output(const Parameters& parameters, const EncoderConfig& config, int block, std::size_t head);

// 1 / sqrt(K), which scores are multiplied with.
float score_scale(const EncoderConfig& config);

// to = scale x from; (rows, n).
void copy_rows(std::size_t rows, std::size_t n, ConstRows from, float scale, Rows to);

}  // namespace taxon
