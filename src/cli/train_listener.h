#pragma once

#include <string_view>

#include "cli/progress.h"
#include "train/trainer.h"

namespace taxon {

// Shows a training on standard error: draws the bar and prints a line an epoch.
class TrainProgressListener : public TrainListener {
 public:
  explicit TrainProgressListener(bool has_valid) : has_valid_(has_valid) {}

  void on_batch(const TrainProgress& progress) override;
  void on_epoch(const EpochRecord& epoch) override;

  // A line that stays, above the bar.
  void print(std::string_view line) { line_.print(line); }
  // An interrupted epoch leaves its bar; what is printed next must not be appended to it.
  void finish() { line_.clear(); }

 private:
  ProgressLine line_;
  bool has_valid_;
  int epochs_ = 0;
  double posts_per_second_ = 0;
};

}  // namespace taxon
