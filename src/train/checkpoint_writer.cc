#include "train/checkpoint_writer.h"

#include <utility>

#include "base/error.h"

namespace taxon {

CheckpointWriter::CheckpointWriter(const CheckpointFolder& folder, RunIdentity identity, double minutes,
                                   OnFailure on_failure)
    : folder_(folder),
      identity_(std::move(identity)),
      minutes_(minutes),
      on_failure_(std::move(on_failure)) {}

void CheckpointWriter::on_snapshot(SnapshotMoment moment, const TrainSnapshot& snapshot) {
  if (moment == SnapshotMoment::kBatchEnd) {
    const std::chrono::duration<double, std::ratio<60>> passed = Clock::now() - last_save_;
    if (minutes_ <= 0 || passed.count() < minutes_) return;
  }
  try {
    folder_.save(identity_, snapshot);
    failure_.clear();
  } catch (const Error& error) {
    if (failure_ != error.what()) on_failure_(error.what());
    failure_ = error.what();
  }
  last_save_ = Clock::now();
}

}  // namespace taxon
