#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "encoder/config.h"
#include "train/adam.h"
#include "train/callbacks.h"
#include "train/trainer.h"

namespace taxon {

// The epoch under way, as far as it has come.
struct EpochProgress {
  int epoch = 1;             // from 1; after the run's last one, one more than that
  std::int64_t batches = 0;  // that are done
  double loss_sum = 0;       // over the posts of these batches
  std::int64_t correct = 0;
  double seconds = 0;  // that they took

  bool operator==(const EpochProgress&) const = default;
};

// Everything that a run of train() carries from one batch to the next. A run that goes on from a snapshot,
// with the same configuration, data and options, ends with the same bits as if it had never stopped. The
// spans are borrowed.
struct TrainSnapshot {
  EpochProgress progress;
  std::span<const EpochRecord> history;  // of the epochs before
  EarlyStoppingState early;
  PlateauState plateau;
  AdamState adam;
  std::span<const float> parameters;  // rows of embedding/token as Adam left them, not caught up
  std::span<const float> best;        // of early.best_epoch; empty where that is 0

  // Throws Error where it cannot be a snapshot of such a run on so many texts.
  void require_fit(const EncoderConfig& config, const TrainOptions& options, std::size_t texts) const;
};

// When a run shows itself.
enum class SnapshotMoment { kBatchEnd, kEpochEnd, kInterrupted };

// Shown a run after every batch but an epoch's last, after every epoch with all that belongs to it, and when
// it has been asked to stop: from the training thread, which waits. What it throws ends the run.
class SnapshotKeeper {
 public:
  virtual ~SnapshotKeeper() = default;
  // The snapshot is valid during the call.
  virtual void on_snapshot(SnapshotMoment moment, const TrainSnapshot& snapshot) = 0;
};

}  // namespace taxon
