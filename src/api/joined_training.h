#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

#include "api/training_start.h"
#include "base/thread_pool.h"
#include "linear/score_weights.h"
#include "model/classifier.h"
#include "options/settings.h"
#include "train/trainer.h"

namespace taxon {

// How well the parts of a model do on texts that they have not learnt from. A part that is not there has no
// figures.
struct JudgedByParts {
  std::size_t texts = 0;
  std::optional<ScoreFigures> linear, networks, joined;
};

// What a training of networks and a linear part leaves beside the model.
struct JoinedResult {
  TrainResult result;      // epochs are counted through all networks; best_epoch: of a single network, else 0
  int interrupted_in = 0;  // the epoch, counted as those, that was not completed; 0: none
  // On the validation texts, and on the training texts that were held out from each part in turn; a network
  // judges only those that it has not seen.
  JudgedByParts valid, held_out;
  // Of a multi-label model, (C): chosen by the validation texts or, without any, those that were held out;
  // empty where there are neither.
  std::vector<float> thresholds;
};

// A network before its first step.
struct NetworkStart {
  std::size_t number = 0;  // from 0
  const Parameters& parameters;
  const LabelledIds& texts;
  const TrainOptions& options;
};

// Who follows a network's training.
using HooksOf = std::function<TrainHooks(const NetworkStart&)>;

// Trains the networks that the settings ask for, one after the other, and joins them with each other and with
// the linear part that has been trained already. `model` comes from start_classifier() and ends whole.
// Network n leaves out prepared.held_out[n]; what it says about those texts is what its weight beside the
// linear part is fitted by (fit_score_weights()). Interrupted, the model gets the networks that were complete
// by then, or what the first had come to after an epoch; it may then have none.
JoinedResult train_parts(const Settings& settings, const PreparedTraining& prepared, Classifier& model,
                         ThreadPool& pool, const HooksOf& hooks_of);

}  // namespace taxon
