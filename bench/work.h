#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "base/thread_pool.h"
#include "encoder/config.h"
#include "encoder/engine.h"
#include "encoder/parameters.h"
#include "phases.h"

namespace taxon {

// What a batch has of everything that its cost depends on.
struct BatchShape {
  std::vector<std::size_t> rows;     // of each text
  std::vector<std::size_t> winners;  // of each text: rows that won a dimension that dropout left
  std::size_t tokens = 0;            // distinct ones
  std::size_t positions = 0;
};

// Takes the texts through the block with these weights and dropout drawn for the purpose.
BatchShape shape_of(const EncoderConfig& config, const Parameters& parameters, ThreadPool& pool,
                    std::span<const TokenIds> texts);

// multiply_adds: those of matrix products only, none that are done a second time to save memory; softmax,
// norms, sums and Adam count for nothing. bytes: what a phase has to read of what others left and to leave
// for others, each value once; what happens in between is taken to stay in the caches.
struct Work {
  double multiply_adds = 0, bytes = 0;
  Work& operator+=(const Work& other) {
    multiply_adds += other.multiply_adds;
    bytes += other.bytes;
    return *this;
  }
};
using PhaseWork = std::array<Work, kPhases>;

// Of one batch, with attention's weights folded (folds() must hold) and one block.
PhaseWork training_work(const EncoderConfig& config, const BatchShape& batch);
// Of texts whose words' projections are there already.
PhaseWork classifying_work(const EncoderConfig& config, std::span<const TokenIds> texts);

Work sum(const PhaseWork& work);

}  // namespace taxon
