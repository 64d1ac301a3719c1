#pragma once

#include <cstdint>

#include "api/joined_training.h"
#include "api/training_start.h"
#include "base/thread_pool.h"
#include "model/classifier.h"
#include "options/settings.h"
#include "text/tokenizer.h"

namespace taxon {

// Bytes of a model file that has so many networks of this shape with these words, and no linear part, at
// most.
std::uint64_t networks_bytes(int networks, const EncoderConfig& config, const Tokenizer& tokenizer);

// Throws Error where the disk has no room for the model.
void require_room_for_model(const Settings& settings, const PreparedTraining& prepared);

// Tells on standard error, in a line, what memory and time the training can be expected to take; the time
// from a short trial of the network. memory: in all, in bytes; epochs: that are left, of all networks.
void tell_expectation(const EncoderConfig& config, const NetworkStart& network, ThreadPool& pool,
                      std::uint64_t memory, int epochs);

}  // namespace taxon
