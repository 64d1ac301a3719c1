#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "encoder/engine.h"
#include "train/adam.h"
#include "train/callbacks.h"
#include "train/snapshot.h"
#include "train/trainer.h"

namespace taxon {

// The order of an epoch's posts: a pure function of seed and epoch, filled into `order`.
void shuffle_posts(std::vector<std::size_t>& order, std::uint64_t seed, int epoch);

// Gathers mini-batches of labelled texts. The parts of a batch are valid until the next one is gathered.
class BatchGatherer {
 public:
  // All are borrowed.
  BatchGatherer(const EncoderConfig& config, const LabelledIds& data, const TrainOptions& options)
      : config_(config), data_(data), options_(options) {}

  // Of the epoch (from 1), the batch (from 0) of these posts.
  TrainingBatch gather(std::span<const std::size_t> posts, int epoch, std::int64_t batch);

 private:
  const EncoderConfig& config_;
  const LabelledIds& data_;
  const TrainOptions& options_;
  TokenIds text_of(std::size_t post, int epoch);

  std::vector<TokenIds> texts_;
  std::vector<std::vector<std::int32_t>> kept_;  // of each text of the batch, the words that are not left out
  std::vector<ClassIndices> labels_;
  std::vector<float> weights_;
};

// What one run of train() carries from batch to batch. All arguments are borrowed; valid and what the hooks
// point to may be missing.
class TrainingRun {
 public:
  TrainingRun(const EncoderConfig& config, Parameters& parameters, const LabelledIds& data,
              const LabelledIds* valid, const TrainOptions& options, ThreadPool& pool,
              const TrainHooks& hooks);

  // Goes on to the end and leaves the best weights in the parameters.
  TrainResult finish();

 private:
  bool stopped() const { return hooks_.stop && hooks_.stop->load(std::memory_order_relaxed) != 0; }
  void restore(const TrainSnapshot& snapshot);
  void show(SnapshotMoment moment) const;
  bool train_epoch();
  double learning_rate(std::int64_t batch) const;
  void train_batch(std::span<const std::size_t> posts);
  EpochRecord record_of_epoch() const;
  bool end_epoch();

  const EncoderConfig& config_;
  Parameters& parameters_;
  const LabelledIds& data_;
  const LabelledIds* valid_;
  const TrainOptions& options_;
  ThreadPool& pool_;
  const TrainHooks& hooks_;
  GradientEngine engine_;
  BatchGatherer gatherer_;
  std::vector<std::size_t> order_;

  // What a snapshot holds, beside the parameters.
  EpochProgress progress_;
  std::vector<EpochRecord> history_;
  EarlyStopping early_;
  ReduceLrOnPlateau plateau_;
  Adam adam_;
  std::vector<float> best_;
};

}  // namespace taxon
