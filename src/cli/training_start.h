#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/load_data.h"
#include "cli/settings.h"
#include "model/classifier.h"
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

// Learns the words of the training texts, or adds them to those of `known` (may be null), and tells on
// standard error how many words and classes are new to it. Throws Error where there are no words.
TrainingStart learn_words(const Settings& settings, const TrainingData& data, const Classifier* known,
                          ThreadPool& pool);

// The classifier with its start values, those that `known` (may be null) has included. Takes tokenizer and
// classes out of `start`.
Classifier start_classifier(const Settings& settings, TrainingStart& start, const Classifier* known);

}  // namespace taxon
