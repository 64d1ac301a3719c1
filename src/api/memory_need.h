#pragma once

#include <cstdint>
#include <string>

#include "encoder/config.h"
#include "train/trainer.h"

namespace taxon {

// "512 MB", "1.5 GB".
std::string memory_text(std::uint64_t bytes);

// Bytes that a training will take beside what the process holds, from sizes; valid may be null. Throws Error
// that names an option which would make it fit where that is more than there is.
std::uint64_t require_memory(const EncoderConfig& config, const LabelledIds& train, const LabelledIds* valid,
                             const TrainOptions& options, int threads);

}  // namespace taxon
