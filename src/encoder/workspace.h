#pragma once

#include <cstddef>
#include <cstdint>

#include "encoder/config.h"

namespace taxon {

// How much there is in a batch, or in a group of texts that are classified together.
struct BatchShape {
  std::size_t texts = 0;
  std::size_t rows = 0;      // of all texts; without the mask, maxlen of each
  std::size_t longest = 0;   // rows of the longest text
  std::size_t distinct = 0;  // token ids
};

// Buffers are taken for the most that could be needed, and much of them is never touched.
enum class MemoryKind { kTouched, kAddressSpace };

// Bytes of memory that a GradientEngine takes for batches of this shape, and a Predictor for groups of it,
// each with so many threads: the sum of their buffers, of those that the data decide about in the mean.
// Weights and texts are not counted. For forecasts; nothing is measured here.
std::uint64_t training_workspace(const EncoderConfig& config, const BatchShape& batch, int threads,
                                 MemoryKind kind);
std::uint64_t predicting_workspace(const EncoderConfig& config, const BatchShape& group, int threads,
                                   std::size_t table_bytes);

}  // namespace taxon
