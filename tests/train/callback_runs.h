#pragma once

#include <gtest/gtest.h>

#include <limits>
#include <ostream>
#include <string>
#include <vector>

#include "train/callbacks.h"

// Callbacks run over made-up figures, for tests that say where they must stop and what they must do.
namespace taxon {

inline constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// Where early stopping ends a run, and the epoch whose weights it puts back; epochs count from 1.
struct Stop {
  int after = 0;  // 0: never
  int restored = 0;
  bool operator==(const Stop&) const = default;
};
inline void PrintTo(const Stop& stop, std::ostream* out) {
  *out << "stop after " << stop.after << ", restore " << stop.restored;
}

// The record of an epoch whose figure of that name is `value`.
inline EpochRecord epoch_record(int epoch, const std::string& monitor, double value) {
  EpochRecord record{.epoch = epoch};
  (monitor == "val_loss"       ? record.val_loss
   : monitor == "val_accuracy" ? record.val_accuracy
   : monitor == "loss"         ? record.loss
                               : record.accuracy) = value;
  return record;
}

// values: the monitored figure by epoch.
inline Stop run_early_stopping(const TrainOptions& options, const std::vector<double>& values) {
  EarlyStopping callback(options, true);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const int epoch = static_cast<int>(i) + 1;
    const bool best = callback.on_epoch_end(epoch_record(epoch, options.monitor, values[i]));
    EXPECT_EQ(best, callback.best_epoch() == epoch);
    if (callback.should_stop()) return {epoch, callback.best_epoch()};
  }
  return {0, callback.best_epoch()};
}

// The learning rates after each epoch.
inline std::vector<double> run_plateau(const TrainOptions& options, const std::vector<double>& values) {
  ReduceLrOnPlateau callback(options, true);
  std::vector<double> rates;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const float before = callback.learning_rate();
    const bool fell =
        callback.on_epoch_end(epoch_record(static_cast<int>(i) + 1, options.monitor, values[i]));
    EXPECT_EQ(fell, callback.learning_rate() < before);
    rates.push_back(static_cast<double>(callback.learning_rate()));
  }
  return rates;
}

}  // namespace taxon
