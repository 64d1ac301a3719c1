#pragma once

#include <optional>
#include <string>

#include "cli/train_listener.h"
#include "options/settings.h"
#include "train/checkpoint.h"
#include "train/checkpoint_writer.h"
#include "train/snapshot.h"

namespace taxon {

// What --checkpoint, --checkpoint-minutes and --resume ask for; without --checkpoint, nothing happens.
class Checkpoints : public SnapshotKeeper {
 public:
  // Of one network of those that settings ask for: among several each has a folder of its own, network-1 and
  // so on, in the one that is named. To be made before the data are read: takes the folder for this process.
  // Throws Error where another process has it, where it holds a checkpoint that --resume was not given for,
  // for --resume without a folder, or for a folder without a network.
  Checkpoints(const Settings& settings, std::size_t network);

  // Whether there is a folder for them.
  bool wanted() const { return folder_.has_value(); }

  // When the run is known, before its first batch; requires wanted(). With --resume reads the checkpoint, if
  // there is one, and tells on standard error where the run goes on. Throws Error where it is of another run
  // or the disk has no room for one. The listener is borrowed.
  void begin(RunIdentity identity, const EncoderConfig& config, const TrainOptions& options,
             std::size_t texts, TrainProgressListener& listener);

  // What train() is to go on from, or null.
  const TrainSnapshot* resume_from() const { return stored_ ? &stored_->snapshot() : nullptr; }
  // Of the run that it goes on with; 0 for a new one.
  int epochs_done() const { return stored_ ? stored_->snapshot().progress.epoch - 1 : 0; }
  void on_snapshot(SnapshotMoment moment, const TrainSnapshot& snapshot) override;

  // The model is safe: nothing is left to go on with.
  void finished();
  // What an interrupted run's user can do, as the end of a sentence.
  std::string way_on() const;

 private:
  const Settings& settings_;
  std::size_t network_;
  std::optional<CheckpointFolder> folder_;
  std::optional<StoredSnapshot> stored_;  // until the run has copied it
  std::optional<CheckpointWriter> writer_;
};

}  // namespace taxon
