#pragma once

#include <optional>
#include <string>
#include <vector>

#include "api/training_data.h"
#include "model/classifier.h"
#include "options/settings.h"
#include "train/trainer.h"

namespace taxon {

// What a training begins with, all but the weights: the words, the texts' ids, the network's shape.
struct TrainingStart {
  Tokenizer tokenizer;
  EncoderConfig config;
  std::vector<std::string> classes;
  LabelledIds train;
  std::optional<LabelledIds> valid;
};

// Learns the words of the training texts, or adds them to those of `known` (may be null) and then notes how
// many words and classes are new to it. name: what messages call the training texts. Throws Error where there
// are no words, and where `known` gives one label a text and the texts have several, or the other way round.
TrainingStart learn_words(const Settings& settings, const TrainingData& data, const Classifier* known,
                          const std::string& name, ThreadPool& pool, std::vector<std::string>& notes);

// The classifier with its start values, those that `known` (may be null) has included. Takes tokenizer and
// classes out of `start`.
Classifier start_classifier(const Settings& settings, TrainingStart& start, const Classifier* known);

}  // namespace taxon
