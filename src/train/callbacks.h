#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "train/trainer.h"

namespace taxon {

// The figure of an epoch that a callback watches, and which way is better. The direction follows from the
// name, as Keras's mode "auto" has it: losses fall, accuracies rise.
class Monitor {
 public:
  // name: val_loss, val_accuracy, loss or accuracy; another one is an Error that lists them. Without
  // validation data the val_ names mean the training's own figures.
  Monitor(std::string_view name, bool has_validation);

  double value(const EpochRecord& epoch) const { return epoch.*figure_; }

  // Whether value is better than best by more than min_delta. Where there is no best yet, everything but NaN
  // is; NaN never is. (Keras 3.15.1 takes whatever comes first as its best, NaN too, and nothing beats
  // that.) The two sides are compared in single precision, as Keras does with its TensorFlow backend.
  bool improves(double value, std::optional<double> best, double min_delta) const;

 private:
  double EpochRecord::*figure_;
  bool rising_;
};

// What EarlyStopping remembers from epoch to epoch.
struct EarlyStoppingState {
  int epochs = 0;  // it was told of
  int wait = 0;    // of these, since the best one
  std::optional<double> best = {};
  int best_epoch = 0;
  bool stop = false;

  bool operator==(const EarlyStoppingState&) const = default;
};

// Keras 3.15.1's EarlyStopping with restore_best_weights, without the weights: it says when they are the
// best and when to stop. The caller keeps a copy and puts it back. Not for sharing between threads.
class EarlyStopping {
 public:
  // Uses monitor, patience, min_delta and start_from_epoch. Throws Error for an unknown monitor or a
  // negative number.
  EarlyStopping(const TrainOptions& options, bool has_validation);

  // To be told of every epoch's end, in order. True where this epoch's weights are the best so far.
  bool on_epoch_end(const EpochRecord& epoch);

  bool should_stop() const { return state_.stop; }
  // The epoch, from 1, whose weights are to be restored; 0 where none was watched (a warm-up longer than
  // the run, nothing but NaN), and then the last weights stay.
  int best_epoch() const { return state_.best_epoch; }

  const EarlyStoppingState& state() const { return state_; }
  void restore(const EarlyStoppingState& state) { state_ = state; }

 private:
  Monitor monitor_;
  int patience_;
  double min_delta_;
  int start_from_epoch_;
  EarlyStoppingState state_;
};

// What ReduceLrOnPlateau remembers from epoch to epoch.
struct PlateauState {
  float learning_rate = 0;
  std::optional<double> best = {};
  int wait = 0;
  int cooldown_left = 0;

  bool operator==(const PlateauState&) const = default;
};

// Keras 3.15.1's ReduceLROnPlateau. The rate is a float, as Keras's optimizer keeps it. Not for sharing
// between threads.
class ReduceLrOnPlateau {
 public:
  // Uses monitor, learning_rate, plateau_patience (negative: never reduce), plateau_factor,
  // plateau_min_delta, cooldown and min_learning_rate. Throws Error for an unknown monitor, a factor
  // outside [0, 1) or a negative number elsewhere.
  ReduceLrOnPlateau(const TrainOptions& options, bool has_validation);

  // To be told of every epoch's end, in order. True where the rate has fallen.
  bool on_epoch_end(const EpochRecord& epoch);

  // The rate for the next epoch.
  float learning_rate() const { return state_.learning_rate; }

  const PlateauState& state() const { return state_; }
  void restore(const PlateauState& state) { state_ = state; }

 private:
  bool reduce();

  Monitor monitor_;
  int patience_;
  double factor_;
  double min_delta_;
  int cooldown_;
  double min_learning_rate_;
  PlateauState state_;
};

// One sentence for the user where the options leave the rate no way to fall (training stops first, or the
// rate starts at its lower bound); empty where it can, or where plateau_patience switches the reduction off.
std::string why_rate_never_falls(const TrainOptions& options);

}  // namespace taxon
