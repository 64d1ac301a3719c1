#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "taxon/error.h"
#include "taxon/export.h"
#include "taxon/model.h"
#include "taxon/options.h"
#include "taxon/text_set.h"

namespace taxon {

// An epoch's figures. Without validation texts the val_ figures are NaN.
struct EpochFigures {
  int epoch = 0;  // from 1
  double loss = 0, accuracy = 0, val_loss = 0, val_accuracy = 0;
  double learning_rate = 0;  // the rate that this epoch was trained with
  double seconds = 0;        // wall time, validation included
};

// How far an epoch is.
struct BatchFigures {
  int epoch = 0, epochs = 0;              // epochs: at most
  std::size_t texts_done = 0, texts = 0;  // in this epoch
  double loss = 0, accuracy = 0;          // running means of this epoch
  double texts_per_second = 0;
};

// All that a training takes.
struct TrainRequest {
  TextSet texts;  // used up: a text is forgotten as soon as its ids are known
  // To watch the training by: over the same classes or fewer, not empty; used up too.
  std::optional<TextSet> valid = {};
  // To go on from, as from the file that the option `from` names: to the same bytes.
  std::optional<Model> from = {};
  Options options = {};  // of OptionUse::kTrain and kClassify; docs/options.md explains them
  // Label and weight, beside what the option class-weight says; labels that it does not name weigh 1.
  std::vector<std::pair<std::string, float>> class_weights = {};

  // Called from the thread that called train(), in the midst of it: between two batches, after an epoch. What
  // they throw ends the training and comes out of train().
  std::function<void(const BatchFigures&)> on_batch = {};
  std::function<void(const EpochFigures&)> on_epoch = {};

  // Ends the training at the next batch once it is not 0; for another thread, a callback or a signal handler
  // to set. Borrowed.
  const std::atomic<int>* stop = nullptr;
};

// How one part of a model does on texts that it has not learnt from; NaN where there are none, or no such
// part.
struct PartFigures {
  double loss = std::numeric_limits<double>::quiet_NaN();      // mean cross-entropy
  double accuracy = std::numeric_limits<double>::quiet_NaN();  // as Evaluation::accuracy
};

// The parts beside each other.
struct JudgedParts {
  std::size_t texts = 0;
  PartFigures linear;    // the linear part or, of a model without one, the baseline (option baseline)
  PartFigures networks;  // the networks together
  PartFigures joined;    // the whole model, where it is more than one network
};

enum class TrainEnd { kEpochsDone, kEarlyStopping, kStopped };

struct TrainedModel {
  Model model;                        // a single network with the weights of the best epoch
  std::vector<EpochFigures> history;  // of all networks one after the other, counted through
  int best_epoch = 0;                 // of a single network; else 0
  JudgedParts valid = {};             // on the validation texts
  // On training texts, of which each part left out its own. A network judges those that it has not seen; so
  // the networks' figures are those of single ones.
  JudgedParts held_out = {};
  TrainEnd end = TrainEnd::kEpochsDone;
  std::vector<std::string> notes;  // what the program prints as notes: duplicates, a rate that never falls
};

// Trains a classifier. The model's bytes are a pure function of texts, labels and options: the same as
// `taxon train` writes, whatever the threads and the machine. Runs on a team of threads of its own (option
// threads); several trainings may run at once.
//
// The request's texts, those of `valid` too, are used up, whatever comes out. Only an Error about the options
// themselves, which are looked at first, leaves the request as it was.
//
// Throws Error for texts or options that cannot be trained with, naming them, and for a training that would
// take more memory than there is; JobFailed when the loss becomes
// NaN or infinite; Interrupted with the number in `stop` where it was stopped before the first epoch was
// over, so that there is no model.
TAXON_API TrainedModel train(TrainRequest&& request);

}  // namespace taxon
