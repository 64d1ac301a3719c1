#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/classifier.h"
#include "model/start_vectors.h"
#include "options/settings.h"

namespace taxon {

// The vectors of --vectors for the tokenizer's words that `known` (may be null) has not; nothing without the
// option. config.embed_dim becomes theirs where neither --embed-dim nor a model fixes it. Adds to `notes` how
// many words have one. Throws Error as read_start_vectors() does, and naming --embed-dim where they are of
// another size, or --vectors where there is no network.
std::optional<StartVectors> load_vectors(const Settings& settings, const Classifier* known,
                                         const Tokenizer& tokenizer, EncoderConfig& config,
                                         std::vector<std::string>& notes);

}  // namespace taxon
