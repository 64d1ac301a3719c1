#include "train/training_run.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>
#include <utility>

#include "base/error.h"
#include "base/random.h"
#include "base/shuffle.h"
#include "train/schedule.h"

namespace taxon {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

}  // namespace

void shuffle_posts(std::vector<std::size_t>& order, std::uint64_t seed, int epoch) {
  std::iota(order.begin(), order.end(), std::size_t{0});
  shuffle(std::span(order), CounterRandom(seed, Purpose::kShuffle, static_cast<std::uint32_t>(epoch)));
}

// The post's words, or those that are not left out this time. At least one stays of what had any.
TokenIds BatchGatherer::text_of(std::size_t post, int epoch) {
  const TokenIds all = data_.ids[post];
  if (options_.word_dropout <= 0.0F) return all;
  auto& kept = kept_[texts_.size()];
  kept.clear();
  const CounterRandom random(options_.seed, Purpose::kWordDropout, static_cast<std::uint32_t>(epoch),
                             static_cast<std::uint32_t>(post));
  for (std::size_t first = 0; first < all.size(); first += 4) {
    const auto bits = random.block(static_cast<std::uint32_t>(first / 4));
    for (std::size_t i = first; i < std::min(first + 4, all.size()); ++i) {
      if (unit_float(bits[i - first]) >= options_.word_dropout) kept.push_back(all[i]);
    }
  }
  return kept.empty() ? all : TokenIds(kept);
}

TrainingBatch BatchGatherer::gather(std::span<const std::size_t> posts, int epoch, std::int64_t batch) {
  texts_.clear();
  labels_.clear();
  weights_.clear();
  kept_.resize(std::max(kept_.size(), posts.size()));
  // Of several classes each weighs its own term; of one, the text.
  const bool multi_label = config_.output == Output::kSigmoid;
  const bool weigh_texts = !multi_label && !options_.class_weights.empty();
  for (const std::size_t post : posts) {
    texts_.push_back(text_of(post, epoch));
    labels_.push_back(data_.labels[post]);
    if (weigh_texts) {
      weights_.push_back(options_.class_weights[static_cast<std::size_t>(labels_.back().front())]);
    }
  }
  return {.texts = texts_,
          .labels = labels_,
          .weights = weights_,
          .loss = {.positive_weights = multi_label ? std::span<const float>(options_.class_weights)
                                                   : std::span<const float>(),
                   .label_smoothing = options_.label_smoothing},
          .seed = options_.seed,
          .epoch = static_cast<std::uint32_t>(epoch),
          .batch = static_cast<std::uint32_t>(batch)};
}

TrainingRun::TrainingRun(const EncoderConfig& config, Parameters& parameters, const LabelledIds& data,
                         const LabelledIds* valid, const TrainOptions& options, ThreadPool& pool,
                         const TrainHooks& hooks)
    : config_(config),
      parameters_(parameters),
      data_(data),
      valid_(valid),
      options_(options),
      pool_(pool),
      hooks_(hooks),
      engine_(config, pool),
      gatherer_(config, data, options),
      order_(data.labels.size()),
      early_(options, valid != nullptr),
      plateau_(options, valid != nullptr),
      adam_(config) {
  if (hooks.resume_from) restore(*hooks.resume_from);
}

void TrainingRun::restore(const TrainSnapshot& snapshot) {
  snapshot.require_fit(config_, options_, order_.size());
  progress_ = snapshot.progress;
  history_.assign(snapshot.history.begin(), snapshot.history.end());
  early_.restore(snapshot.early);
  plateau_.restore(snapshot.plateau);
  adam_.restore(snapshot.adam);
  std::ranges::copy(snapshot.parameters, parameters_.values().begin());
  best_.assign(snapshot.best.begin(), snapshot.best.end());
}

void TrainingRun::show(SnapshotMoment moment) const {
  if (!hooks_.keeper) return;
  const std::span<const float> parameters = std::as_const(parameters_).values();
  hooks_.keeper->on_snapshot(moment, {.progress = progress_,
                                      .history = history_,
                                      .early = early_.state(),
                                      .plateau = plateau_.state(),
                                      .adam = adam_.state(),
                                      .parameters = parameters,
                                      .best = best_});
}

// Of a batch, counted from 0, of the epoch under way.
double TrainingRun::learning_rate(std::int64_t batch) const {
  const auto batch_size = static_cast<std::size_t>(options_.batch_size);
  const auto batches = static_cast<std::int64_t>((order_.size() + batch_size - 1) / batch_size);
  return scheduled_rate(options_.schedule, static_cast<double>(plateau_.learning_rate()),
                        (progress_.epoch - 1) * batches + batch, options_.epochs * batches);
}

void TrainingRun::train_batch(std::span<const std::size_t> posts) {
  const auto tokens = engine_.prepare(gatherer_.gather(posts, progress_.epoch, progress_.batches));
  adam_.catch_up(parameters_, tokens, pool_);
  const BatchScore score = engine_.run(parameters_);
  const double rate = learning_rate(progress_.batches);
  ++progress_.batches;
  if (!std::isfinite(score.loss_sum)) {
    throw JobFailed("the loss became " + std::string(std::isnan(score.loss_sum) ? "NaN" : "infinite") +
                    " in epoch " + std::to_string(progress_.epoch) + ", batch " +
                    std::to_string(progress_.batches) +
                    "; no model was written: try a smaller --learning-rate");
  }
  adam_.step(parameters_, rate, tokens, engine_.token_gradients(), engine_.dense_gradients(), pool_);
  progress_.loss_sum += score.loss_sum;
  progress_.correct += score.correct;
}

// What is left of the epoch. False where it was stopped before the end.
bool TrainingRun::train_epoch() {
  const auto start = Clock::now();
  const double seconds_before = progress_.seconds;
  shuffle_posts(order_, options_.seed, progress_.epoch);
  const auto batch_size = static_cast<std::size_t>(options_.batch_size);
  const std::size_t posts = order_.size();
  for (std::size_t first; (first = static_cast<std::size_t>(progress_.batches) * batch_size) < posts;) {
    if (stopped()) return false;
    const std::size_t count = std::min(batch_size, posts - first);
    train_batch(std::span(order_).subspan(first, count));
    progress_.seconds = seconds_before + seconds_since(start);
    if (hooks_.listener) {
      const EpochRecord record = record_of_epoch();
      hooks_.listener->on_batch({progress_.epoch, options_.epochs, first + count, posts, record.loss,
                                 record.accuracy, static_cast<double>(first + count) / progress_.seconds});
    }
    if (first + count < posts) show(SnapshotMoment::kBatchEnd);
  }
  return true;
}

// The means over the batches done so far; nothing of validation.
EpochRecord TrainingRun::record_of_epoch() const {
  const auto batch_size = static_cast<std::size_t>(options_.batch_size);
  const std::size_t done = std::min(static_cast<std::size_t>(progress_.batches) * batch_size, order_.size());
  const auto answers = static_cast<double>(answers_per_text(config_));
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  return {.epoch = progress_.epoch,
          .loss = progress_.loss_sum / static_cast<double>(done),
          .accuracy = static_cast<double>(progress_.correct) / (static_cast<double>(done) * answers),
          .val_loss = kNan,
          .val_accuracy = kNan,
          .learning_rate = learning_rate(0),
          .seconds = progress_.seconds};
}

// Judges the epoch and begins the next one. False where it was stopped before it was judged.
bool TrainingRun::end_epoch() {
  const auto start = Clock::now();
  adam_.catch_up_all(parameters_, pool_);
  EpochRecord record = record_of_epoch();
  if (valid_) {
    const auto judged = score(config_, parameters_, *valid_, pool_, hooks_.stop);
    if (!judged) return false;
    record.val_loss = judged->loss;
    record.val_accuracy = judged->accuracy;
  }
  record.seconds += seconds_since(start);
  history_.push_back(record);
  if (hooks_.listener) hooks_.listener->on_epoch(record);
  if (early_.on_epoch_end(record)) {
    best_.assign(std::as_const(parameters_).values().begin(), std::as_const(parameters_).values().end());
  }
  plateau_.on_epoch_end(record);
  progress_ = {.epoch = progress_.epoch + 1};
  show(SnapshotMoment::kEpochEnd);
  return true;
}

TrainResult TrainingRun::finish() {
  StopReason reason = StopReason::kEpochsDone;
  while (progress_.epoch <= options_.epochs && !early_.should_stop() && reason != StopReason::kInterrupted) {
    if (train_epoch() && end_epoch()) continue;
    show(SnapshotMoment::kInterrupted);
    adam_.catch_up_all(parameters_, pool_);
    reason = StopReason::kInterrupted;
  }
  if (early_.should_stop()) reason = StopReason::kEarlyStopping;
  const int best_epoch = best_.empty() ? static_cast<int>(history_.size()) : early_.best_epoch();
  if (!best_.empty()) std::ranges::copy(best_, parameters_.values().begin());
  return {.history = std::move(history_), .best_epoch = best_epoch, .reason = reason};
}

}  // namespace taxon
