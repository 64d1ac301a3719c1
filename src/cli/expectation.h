#pragma once

#include <cstdint>

#include "api/training_start.h"
#include "base/thread_pool.h"
#include "model/classifier.h"
#include "options/settings.h"

namespace taxon {

// Throws Error where the disk has no room for the model.
void require_room_for_model(const Settings& settings, const TrainingStart& start);

// Tells on standard error, in a line, what memory and time the training can be expected to take; the time
// from a short trial. memory: in all, in bytes; epochs: that are left.
void tell_expectation(const Classifier& model, const LabelledIds& train, const TrainOptions& options,
                      ThreadPool& pool, std::uint64_t memory, int epochs);

}  // namespace taxon
