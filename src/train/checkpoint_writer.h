#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "train/checkpoint.h"
#include "train/snapshot.h"

namespace taxon {

// Saves a run's snapshots: every epoch's, one whenever so many minutes have passed since the last save, and
// the one of an interruption. A save that fails (a full disk, say) does not end the run, as the checkpoint
// before is still there and so is the run: `on_failure` is told why, once as long as the reason stays the
// same, and the next moment tries again.
class CheckpointWriter : public SnapshotKeeper {
 public:
  using OnFailure = std::function<void(const std::string& reason)>;

  // minutes: 0 for none between epochs. The folder is borrowed.
  CheckpointWriter(const CheckpointFolder& folder, RunIdentity identity, double minutes,
                   OnFailure on_failure);

  void on_snapshot(SnapshotMoment moment, const TrainSnapshot& snapshot) override;

  // Why the last save failed; empty where it did not.
  const std::string& failure() const { return failure_; }

 private:
  using Clock = std::chrono::steady_clock;

  const CheckpointFolder& folder_;
  RunIdentity identity_;
  double minutes_;
  OnFailure on_failure_;
  Clock::time_point last_save_ = Clock::now();
  std::string failure_;
};

}  // namespace taxon
