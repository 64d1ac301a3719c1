#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "base/thread_pool.h"
#include "encoder/config.h"
#include "encoder/parameters.h"
#include "encoder/workspace.h"
#include "train/trainer.h"

namespace taxon {

// Bytes of memory that train() and its parameters will take beside the texts' ids, from the sizes of what
// they hold: weights, the best epoch's copy, Adam's moments, the engine's buffers for the largest batch of
// the first epoch, those of validation. valid may be null. networks: that are trained one after the other and
// kept: the last one's training has the weights of the others beside it.
std::uint64_t training_memory(const EncoderConfig& config, const LabelledIds& data, const LabelledIds* valid,
                              const TrainOptions& options, int threads, MemoryKind kind, int networks = 1);

// The options that would each make the run fit into so much memory, as "--num-words 4000 or --batch-size 8";
// empty where no single one of --num-words, --batch-size and --maxlen can.
std::string what_would_fit(const EncoderConfig& config, const LabelledIds& data, const LabelledIds* valid,
                           const TrainOptions& options, int threads, MemoryKind kind, int networks,
                           std::uint64_t available);

// What a short trial took: forward and backward passes of some batches of the first epoch, after one that is
// not counted. The parameters stay as they are.
struct Trial {
  std::size_t batches = 0;
  double seconds_per_epoch = 0;  // of training, without validation
};
Trial try_batches(const EncoderConfig& config, const Parameters& parameters, const LabelledIds& data,
                  const TrainOptions& options, ThreadPool& pool);

}  // namespace taxon
