#pragma once

#include "simd/kernels.h"

namespace taxon {

// Every kernel once more as the plainest loop that keeps the promises in kernels.h: std::fma for a fused
// multiply-add, sixteen partial sums, the same exp. The tests hold each level to it, bit by bit. Linked into
// tests only.
const Kernels& reference_kernels();

}  // namespace taxon
