#include "train/callbacks.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/error.h"

namespace taxon {
namespace {

struct Figure {
  std::string_view name;
  double EpochRecord::*value;
  double EpochRecord::*value_without_validation;
  bool rising;
};

constexpr std::array<Figure, 4> kFigures{{
    {"val_loss", &EpochRecord::val_loss, &EpochRecord::loss, false},
    {"val_accuracy", &EpochRecord::val_accuracy, &EpochRecord::accuracy, true},
    {"loss", &EpochRecord::loss, &EpochRecord::loss, false},
    {"accuracy", &EpochRecord::accuracy, &EpochRecord::accuracy, true},
}};

const Figure& find_figure(std::string_view name) {
  for (const auto& figure : kFigures) {
    if (figure.name == name) return figure;
  }
  std::string names;
  for (const auto& figure : kFigures) names += (names.empty() ? "" : ", ") + std::string(figure.name);
  throw Error({.field = "monitor"},
              "no metric is called '" + std::string(name) + "'; choose one of " + names);
}

double not_negative(const char* field, double value) {
  if (!(value >= 0.0)) throw Error({.field = field}, "must be at least 0");
  return value;
}

int not_negative(const char* field, int value) {
  if (value < 0) throw Error({.field = field}, "must be at least 0");
  return value;
}

double factor_below_one(double factor) {
  if (!(factor >= 0.0 && factor < 1.0)) {
    throw Error({.field = "plateau-factor"}, "must be at least 0 and below 1");
  }
  return factor;
}

}  // namespace

Monitor::Monitor(std::string_view name, bool has_validation) {
  const auto& figure = find_figure(name);
  figure_ = has_validation ? figure.value : figure.value_without_validation;
  rising_ = figure.rising;
}

bool Monitor::improves(double value, std::optional<double> best, double min_delta) const {
  if (std::isnan(value)) return false;
  if (!best) return true;
  const auto handicapped = static_cast<float>(rising_ ? value - min_delta : value + min_delta);
  const auto reference = static_cast<float>(*best);
  return rising_ ? handicapped > reference : handicapped < reference;
}

EarlyStopping::EarlyStopping(const TrainOptions& options, bool has_validation)
    : monitor_(options.monitor, has_validation),
      patience_(not_negative("patience", options.patience)),
      min_delta_(not_negative("min-delta", options.min_delta)),
      start_from_epoch_(not_negative("start-from-epoch", options.start_from_epoch)) {}

bool EarlyStopping::on_epoch_end(const EpochRecord& epoch) {
  const bool first_epoch = state_.epochs == 0;
  if (state_.epochs++ < start_from_epoch_) return false;
  ++state_.wait;
  const double value = monitor_.value(epoch);
  if (monitor_.improves(value, state_.best, min_delta_)) {
    state_.best = value;
    state_.best_epoch = state_.epochs;
    state_.wait = 0;
    return true;
  }
  if (state_.wait >= patience_ && !first_epoch) state_.stop = true;
  return false;
}

ReduceLrOnPlateau::ReduceLrOnPlateau(const TrainOptions& options, bool has_validation)
    : monitor_(options.monitor, has_validation),
      patience_(options.plateau_patience),
      factor_(factor_below_one(options.plateau_factor)),
      min_delta_(not_negative("plateau-min-delta", options.plateau_min_delta)),
      cooldown_(not_negative("cooldown", options.cooldown)),
      min_learning_rate_(not_negative("min-learning-rate", options.min_learning_rate)),
      state_{.learning_rate = static_cast<float>(not_negative("learning-rate", options.learning_rate))} {}

bool ReduceLrOnPlateau::on_epoch_end(const EpochRecord& epoch) {
  if (patience_ < 0) return false;
  const double value = monitor_.value(epoch);
  if (state_.cooldown_left > 0) {
    --state_.cooldown_left;
    state_.wait = 0;
  }
  if (monitor_.improves(value, state_.best, min_delta_)) {
    state_.best = value;
    state_.wait = 0;
    return false;
  }
  // The epoch that ends the cooldown counts already as the first one of waiting.
  if (state_.cooldown_left > 0) return false;
  ++state_.wait;
  return state_.wait >= patience_ && reduce();
}

bool ReduceLrOnPlateau::reduce() {
  if (!(state_.learning_rate > static_cast<float>(min_learning_rate_))) return false;
  state_.learning_rate =
      static_cast<float>(std::max(static_cast<double>(state_.learning_rate) * factor_, min_learning_rate_));
  state_.cooldown_left = cooldown_;
  state_.wait = 0;
  return true;
}

std::string why_rate_never_falls(const TrainOptions& options) {
  if (options.plateau_patience < 0) return "";
  if (options.learning_rate <= options.min_learning_rate) {
    return "the learning rate can never fall: --learning-rate is not above --min-learning-rate";
  }
  // Both callbacks need at least one epoch without improvement, so a patience of 0 acts as 1; early
  // stopping's count begins start_from_epoch epochs later.
  const int stop_after = options.start_from_epoch + std::max(1, options.patience);
  if (std::max(1, options.plateau_patience) >= stop_after) {
    return "the learning rate can never fall: training stops after --patience " +
           std::to_string(options.patience) + " before --plateau-patience " +
           std::to_string(options.plateau_patience) + " has passed";
  }
  return "";
}

}  // namespace taxon
