#pragma once

#include <optional>
#include <string>

#include "model/classifier.h"
#include "options/settings.h"

namespace taxon {

// The model that --from names, and the settings of a training that goes on from it.
struct ContinuedModel {
  Classifier classifier;
  Settings settings;  // as given, with the model's tokenizer, cutting and network
};

// Reads the model. --num-words and --dropout may be chosen anew; every other option that contradicts the
// model is an Error that names it. Nothing without --from.
std::optional<ContinuedModel> load_continued_model(const Settings& settings);

}  // namespace taxon
