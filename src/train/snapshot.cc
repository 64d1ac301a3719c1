#include "train/snapshot.h"

#include "base/error.h"

namespace taxon {

void TrainSnapshot::require_fit(const EncoderConfig& config, const TrainOptions& options,
                                std::size_t texts) const {
  adam.require_fit(config);
  const auto batch_size = static_cast<std::size_t>(options.batch_size);
  const std::size_t batches = (texts + batch_size - 1) / batch_size;
  const std::size_t size = adam.m.size();
  const auto done = static_cast<std::size_t>(progress.epoch) - 1;
  const bool progresses = progress.epoch >= 1 && done <= static_cast<std::size_t>(options.epochs) &&
                          progress.batches >= 0 && static_cast<std::size_t>(progress.batches) <= batches;
  const bool remembers = history.size() == done && static_cast<std::size_t>(early.epochs) == done &&
                         early.best_epoch >= 0 && early.best_epoch <= early.epochs;
  const bool weighs = parameters.size() == size && best.size() == (early.best_epoch > 0 ? size : 0);
  if (!progresses || !remembers || !weighs) throw Error("is not of a run of this length and size");
}

}  // namespace taxon
