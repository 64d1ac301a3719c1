#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "api/class_weights.h"
#include "api/continued_model.h"
#include "api/linear_part.h"
#include "api/training_data.h"
#include "model/classifier.h"
#include "model/start_vectors.h"
#include "options/settings.h"
#include "train/trainer.h"

namespace taxon {

// What a network is trained on, all but its weights: the words, the texts' ids, the network's shape.
struct TrainingStart {
  Tokenizer tokenizer;
  EncoderConfig config;
  std::vector<std::string> classes;
  LabelledIds train;
  std::optional<LabelledIds> valid;
  std::optional<StartVectors> vectors;  // that words start from
};

// All of a training that is known before its first step.
struct PreparedTraining {
  TrainingStart start;
  TrainOptions options;  // with the weights of the classes
  Provenance provenance;
  std::uint64_t memory = 0;  // bytes that it will take beside what the process holds by now
  // Of each network (of a linear part alone: one list) the texts that it is not trained on, rising indices.
  std::vector<std::vector<std::uint32_t>> held_out = {};
  std::optional<LinearPart> linear = {};  // trained: the model's part, or the baseline beside it
};

// What a training begins with. continued: the model to go on from, or null; label_weights: beside what the
// settings say; name: what messages call the training texts. The texts are forgotten as soon as their ids are
// known, and a linear part, if one is asked for, has been trained on them. Adds to `notes` a sentence for a
// rate that never falls, and how many words and classes are new to the model. Throws Error for what cannot be
// trained with: no words, no n-grams where they are all there is, weights of unknown classes, a model of the
// other kind, more memory than there is, a precision that the model could not be used in, vectors that do not
// fit; Interrupted where `stop` (may be null) became other than 0.
PreparedTraining prepare_training(const ContinuedModel* continued, const Settings& settings,
                                  TrainingData data, LabelWeights label_weights, const std::string& name,
                                  ThreadPool& pool, std::vector<std::string>& notes,
                                  const std::atomic<int>* stop);

// The start values of a network by its seed, and the vectors that there are.
void set_start_values(const Settings& settings, const TrainingStart& start, std::uint64_t seed,
                      Parameters& network);

// The classifier with its start values, those that `continued` (may be null) has included, and its
// provenance. Takes tokenizer and classes out of `prepared`, and the vectors where no other network needs
// them.
Classifier start_classifier(const Settings& settings, PreparedTraining& prepared,
                            const ContinuedModel* continued);

}  // namespace taxon
