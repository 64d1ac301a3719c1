#include "encoder/head_views.h"

#include <cmath>

namespace taxon {

std::string attention_name(int block, const char* part, const char* tensor) {
  return block_name(block, std::string("attention/") + part + "/" + tensor);
}

HeadProjection head_of(const Parameters& p, const EncoderConfig& c, int block, const char* part,
                       std::size_t head) {
  const auto K = static_cast<std::size_t>(c.key_dim);
  return {{p[attention_name(block, part, "kernel")].data() + head * K,
           static_cast<std::ptrdiff_t>(c.heads) * c.key_dim},
          p[attention_name(block, part, "bias")].data() + head * K};
}

ConstRows head_output(const Parameters& p, const EncoderConfig& c, int block, std::size_t head) {
  const auto D = static_cast<std::size_t>(c.embed_dim), K = static_cast<std::size_t>(c.key_dim);
  return {p[attention_name(block, "output", "kernel")].data() + head * K * D, static_cast<std::ptrdiff_t>(D)};
}

float score_scale(const EncoderConfig& c) {
  return 1.0F / std::sqrt(static_cast<float>(c.key_dim));
}

void copy_rows(std::size_t rows, std::size_t n, ConstRows from, float scale, Rows to) {
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t j = 0; j < n; ++j) to[r][j] = scale * from[r][j];
  }
}

}  // namespace taxon
