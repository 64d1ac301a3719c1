#include "encoder/head.h"

#include <algorithm>

#include "simd/kernels.h"

namespace taxon {

Head::Head(const EncoderConfig& config)
    : dim_(static_cast<std::size_t>(config.embed_dim)),
      classes_(static_cast<std::size_t>(config.classes)),
      kernel_(dim_, classes_),
      transposed_(classes_, dim_),
      bias_(round_up(classes_, kLanes), 0.0F) {}

void Head::refresh(const Parameters& parameters) {
  const ConstRows kernel{parameters["head/kernel"].data(), static_cast<std::ptrdiff_t>(classes_)};
  for (std::size_t d = 0; d < dim_; ++d) std::copy_n(kernel[d], classes_, kernel_.rows()[d]);
  kernels().transpose(dim_, classes_, kernel, 1.0F, transposed_.rows());
  std::copy_n(parameters["head/bias"].data(), classes_, bias_.data());
}

void Head::forward(const float* pooled, float* logits) const {
  std::copy(bias_.begin(), bias_.end(), logits);
  kernels().gemm(1, classes_, dim_, {pooled, 0}, kernel_.rows(), {logits, 0}, true);
}

void Head::backward(const float* d_logits, float* d_pooled) const {
  kernels().gemm(1, dim_, classes_, {d_logits, 0}, transposed_.rows(), {d_pooled, 0}, false);
}

}  // namespace taxon
