#include "encoder/head.h"

#include <algorithm>

#include "simd/kernels.h"
#include "simd/scalar_math.h"

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

double cross_entropy(std::size_t classes, const float* logits, std::int32_t label, float scale,
                     float* d_logits) {
  const auto top = static_cast<double>(*std::max_element(logits, logits + classes));
  double sum = 0;
  for (std::size_t c = 0; c < classes; ++c) sum += exact_exp(static_cast<double>(logits[c]) - top);
  const auto target = static_cast<std::size_t>(label);
  if (d_logits) {
    for (std::size_t c = 0; c < classes; ++c) {
      const double p = exact_exp(static_cast<double>(logits[c]) - top) / sum;
      d_logits[c] = scale * static_cast<float>(p - (c == target ? 1.0 : 0.0));
    }
  }
  return exact_log(sum) + top - static_cast<double>(logits[target]);
}

}  // namespace taxon
