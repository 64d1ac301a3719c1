#pragma once

#include <optional>
#include <span>
#include <string>

#include "model/classifier.h"
#include "options/settings.h"

namespace taxon {

// The model that --from names, and the settings of a training that goes on from it.
struct ContinuedModel {
  Classifier classifier;
  Settings settings;   // as given, with the model's tokenizer, cutting and network
  std::string sha256;  // of the file's bytes, those that the classifier was read from
};

// Reads the model; given: a model file's bytes, in place of --from, or null. --num-words and --dropout may be
// chosen anew; every other option that contradicts the model is an Error that names it. Nothing without a
// model.
std::optional<ContinuedModel> load_continued_model(const Settings& settings,
                                                   const std::string* given = nullptr);

// The classes of that model, if there is one. Valid as long as it.
std::span<const std::string> known_classes(const std::optional<ContinuedModel>& continued);

}  // namespace taxon
