#pragma once

#include <string_view>

#include "encoder/config.h"

namespace taxon {

// What classifying computes its products in. Training is always in single precision.
enum class Precision {
  kFloat32,   // the same bits on every machine
  kBfloat16,  // factors rounded to bfloat16, sums in single precision; the same bits on the same processor
};

// Throws Error where this machine or a network of this shape cannot be served in that precision, saying why
// and what to do.
void require_precision(Precision precision, const EncoderConfig& config);

}  // namespace taxon
