#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/file_lock.h"
#include "encoder/config.h"
#include "model/section_file.h"
#include "train/snapshot.h"

namespace taxon {

// Everything that the result of a run depends on, each under the name that the user knows it by ("--seed",
// "training texts"), large things as a hash. Two runs of equal identities give the same model.
using RunIdentity = std::vector<std::pair<std::string, std::string>>;

// A snapshot of a run as it was read from a file; the numbers stay in the mapped file.
class StoredSnapshot {
 public:
  // Everything in the file is checked against the bytes that are there before memory is taken for it. Throws
  // Error naming the file where it is no whole checkpoint of this program's format.
  explicit StoredSnapshot(const std::string& path);

  const RunIdentity& identity() const { return identity_; }
  // Valid as long as this object lives.
  const TrainSnapshot& snapshot() const { return snapshot_; }

  // Throws Error that names the differences and the ways out where the checkpoint is of another run.
  void require_same_run(const RunIdentity& identity) const;
  // Throws Error naming the file where the snapshot cannot be of such a run.
  void require_fit(const EncoderConfig& config, const TrainOptions& options, std::size_t texts) const;

 private:
  SectionFile file_;
  RunIdentity identity_;
  std::vector<EpochRecord> history_;
  TrainSnapshot snapshot_;
};

// The folder of a run's checkpoint: one file that each save replaces, and a lock. No two processes have the
// same folder at once.
class CheckpointFolder {
 public:
  // Makes the folder if need be and locks it until the object dies. Throws Error naming it where that cannot
  // be or another process has it.
  explicit CheckpointFolder(const std::string& folder);

  const std::string& file() const { return file_; }
  bool holds_checkpoint() const;
  // Atomically, as base/files.h says. Throws Error naming the file; the checkpoint before stays.
  void save(const RunIdentity& identity, const TrainSnapshot& snapshot) const;
  // What a save of such a run takes at most after so many steps, in bytes.
  static std::uint64_t file_size(const EncoderConfig& config, std::uint64_t steps);
  // The run is over and its model safe: removes the checkpoint. What cannot be removed stays.
  void remove() const;

 private:
  std::string file_;
  FileLock lock_;
};

}  // namespace taxon
