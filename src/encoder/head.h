#pragma once

#include <cstddef>

#include "base/aligned_vector.h"
#include "encoder/config.h"
#include "encoder/matrix_buffer.h"
#include "encoder/parameters.h"

namespace taxon {

// The last layer: logits = pooled W + b.
class Head {
 public:
  explicit Head(const EncoderConfig& config);

  // Reads the parameters anew. The next uses are thread-safe.
  void refresh(const Parameters& parameters);

  // pooled (D) -> logits (C rounded up to 16, of which C count).
  void forward(const float* pooled, float* logits) const;
  // d_logits (C) -> d_pooled (D rounded up to 16).
  void backward(const float* d_logits, float* d_pooled) const;

 private:
  std::size_t dim_, classes_;
  MatrixBuffer kernel_, transposed_;  // (D, C), (C, D)
  AlignedVector<float> bias_;
};

}  // namespace taxon
