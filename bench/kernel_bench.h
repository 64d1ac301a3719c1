#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "encoder/config.h"

namespace taxon {

// One kernel on one core, its operands in the core's caches, at a shape that the engine asks for.
struct KernelSpeed {
  std::string kernel, shape;
  double seconds = 0;  // of one call
  double flops = 0;    // of products: two a multiply-add; 0 for the others
  double bytes = 0;    // operands read and results written, each once
};

// For a text of this many rows, of which so many have a gradient, and a slice with slice_rows of the latter.
// The best of several runs of each; about two seconds.
std::vector<KernelSpeed> measure_kernels(const EncoderConfig& config, std::size_t rows, std::size_t winners,
                                         std::size_t slice_rows);

}  // namespace taxon
