#include "encoder/precision.h"

#include "base/error.h"
#include "encoder/block_weights.h"
#include "simd/low_precision.h"

namespace taxon {

void require_precision(Precision precision, const EncoderConfig& config) {
  if (precision == Precision::kFloat32) return;
  const Where where{.field = "precision"};
  if (!bfloat16_kernels()) {
    throw Error(
        where,
        "bf16 needs a processor with AMX for bfloat16 (Intel Xeon from the 4th generation on) and Linux "
        "5.16 or later, which is not what this runs on; use fp32");
  }
  if (config.blocks != 1) {
    throw Error(where, "bf16 serves models of one block, and this one has " + std::to_string(config.blocks) +
                           "; use fp32");
  }
  if (!folds(config)) {
    throw Error(where, "bf16 serves models whose key size is near the embedding size (" +
                           std::to_string(config.embed_dim) + ") or above it, and this one's is " +
                           std::to_string(config.key_dim) + "; use fp32");
  }
}

}  // namespace taxon
