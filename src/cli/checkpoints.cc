#include "cli/checkpoints.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <utility>

#include "base/check.h"
#include "base/error.h"
#include "base/files.h"

namespace taxon {

namespace {

std::string folder_of(const Settings& settings, std::size_t network) {
  if (settings.networks <= 1) return settings.checkpoint;
  return fmt::format("{}/network-{}", settings.checkpoint, network + 1);
}

}  // namespace

Checkpoints::Checkpoints(const Settings& settings, std::size_t network)
    : settings_(settings), network_(network) {
  if (settings.checkpoint.empty()) {
    if (settings.resume) throw Error({.field = "--resume"}, "needs --checkpoint, the folder to go on from");
    return;
  }
  if (settings.networks == 0) {
    throw Error({.field = "--checkpoint"},
                "keeps where the training of networks stands, and --networks 0 has none; leave it out");
  }
  folder_.emplace(folder_of(settings, network));
  if (!settings.resume && folder_->holds_checkpoint()) {
    throw Error({.file = folder_->file()},
                "is the checkpoint of a training that has not ended; go on with it by --resume, name another "
                "folder, or remove it to train from the beginning");
  }
}

void Checkpoints::begin(RunIdentity identity, const EncoderConfig& config, const TrainOptions& options,
                        std::size_t texts, TrainProgressListener& listener) {
  TAXON_CHECK(wanted());
  const auto batch_size = static_cast<std::size_t>(options.batch_size);
  const std::size_t batches = (texts + batch_size - 1) / batch_size;
  // Beside the checkpoint that may be there. What fails after hours would fail now, that of the last network
  // too.
  const bool first = network_ == 0 && !folder_->holds_checkpoint();
  const auto files = static_cast<std::uint64_t>(first ? std::max(settings_.networks, 1) : 1);
  require_writable(folder_->file(), files * CheckpointFolder::file_size(config, batches));
  if (settings_.resume && folder_->holds_checkpoint()) {
    stored_.emplace(folder_->file());
    stored_->require_same_run(identity);
    stored_->require_fit(config, options, texts);
    const auto& progress = stored_->snapshot().progress;
    fmt::print(stderr, "note: goes on with {}: {} epoch{} and {} of {} batches are done\n", folder_->file(),
               progress.epoch - 1, progress.epoch == 2 ? "" : "s", progress.batches, batches);
  } else if (settings_.resume && network_ == 0) {
    fmt::print(stderr, "note: {} holds no checkpoint; the training starts from the beginning\n",
               settings_.checkpoint);
  }
  writer_.emplace(*folder_, std::move(identity), settings_.checkpoint_minutes,
                  [&listener](const std::string& reason) {
                    listener.print("note: no checkpoint could be saved, training goes on: " + reason);
                  });
}

void Checkpoints::on_snapshot(SnapshotMoment moment, const TrainSnapshot& snapshot) {
  // Its file would keep its place on the disk as long as it is mapped.
  stored_.reset();
  if (writer_) writer_->on_snapshot(moment, snapshot);
}

void Checkpoints::finished() {
  stored_.reset();
  if (folder_) folder_->remove();
}

std::string Checkpoints::way_on() const {
  if (!writer_) return "";
  if (!writer_->failure().empty()) return "; no checkpoint could be saved: " + writer_->failure();
  return "; the same command with --resume goes on from here";
}

}  // namespace taxon
