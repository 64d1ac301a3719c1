#pragma once

#include <cstdint>
#include <string>

#include "api/training_data.h"
#include "encoder/config.h"
#include "options/settings.h"
#include "train/trainer.h"

namespace taxon {

// "512 MB", "1.5 GB".
std::string memory_text(std::uint64_t bytes);

// Bytes that the training of networks will take beside what the process holds, from sizes. valid may be null;
// 0 networks: 0. some_held_out: whether each network learns from a copy of the ids without some texts. Throws
// Error that names an option which would make it fit where that is more than there is.
std::uint64_t require_memory(const EncoderConfig& config, const LabelledIds& train, const LabelledIds* valid,
                             const TrainOptions& options, int networks, bool some_held_out, int threads);

// Bytes that the training of a linear part will take beside its texts, about: from the texts and their size,
// by what was measured (docs/linear.md).
std::uint64_t linear_memory(const Settings& settings, const TrainingData& data);

// Throws Error that names the way out where that is more than there is.
void require_linear_memory(const Settings& settings, const TrainingData& data);

}  // namespace taxon
