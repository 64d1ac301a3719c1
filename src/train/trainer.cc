#include "train/trainer.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>

#include "base/check.h"
#include "base/error.h"
#include "base/random.h"
#include "encoder/engine.h"
#include "encoder/head.h"
#include "train/adam.h"
#include "train/callbacks.h"

namespace taxon {
namespace {

using Clock = std::chrono::steady_clock;

// Validation comes while all that training needs is held too. Room for 4,096 of the notebook's words makes it
// a tenth slower than room for all of them and takes 25 MB less.
constexpr std::size_t kScoreTableBytes = std::size_t{16} << 20U;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// The order of an epoch's posts: Fisher and Yates's shuffle, a draw a place.
void shuffle_posts(std::vector<std::size_t>& order, std::uint64_t seed, int epoch) {
  std::iota(order.begin(), order.end(), std::size_t{0});
  const CounterRandom random(seed, Purpose::kShuffle, static_cast<std::uint32_t>(epoch));
  for (std::size_t i = order.size(); i > 1; --i) {
    const std::uint64_t draw = random.bits(order.size() - i);
    std::swap(order[i - 1], order[static_cast<std::size_t>(draw * i >> 32U)]);
  }
}

void validate(const TrainOptions& o, const LabelledIds& data, const EncoderConfig& config) {
  const auto refuse = [](const char* field, const char* what) { throw Error({.field = field}, what); };
  if (o.epochs < 1) refuse("epochs", "must be at least 1");
  if (o.batch_size < 1) refuse("batch-size", "must be at least 1");
  if (!(o.learning_rate > 0) || !std::isfinite(o.learning_rate)) refuse("learning-rate", "must be above 0");
  if (data.labels.size() == 0) refuse("train", "there is no text to train on");
  TAXON_CHECK(data.labels.size() == data.ids.size() && data.labels.values.size() == data.labels.size());
  TAXON_CHECK(o.class_weights.empty() || o.class_weights.size() == static_cast<std::size_t>(config.classes));
}

// What one run of train() carries from epoch to epoch.
class Run {
 public:
  Run(const EncoderConfig& config, Parameters& parameters, const LabelledIds& data, const LabelledIds* valid,
      const TrainOptions& options, ThreadPool& pool, TrainListener& listener, const std::atomic<int>* stop)
      : config_(config),
        parameters_(parameters),
        data_(data),
        valid_(valid),
        options_(options),
        pool_(pool),
        listener_(listener),
        stop_(stop),
        engine_(config, pool),
        adam_(config),
        early_(options, valid != nullptr),
        plateau_(options, valid != nullptr),
        order_(data.labels.size()) {}

  TrainResult run();

 private:
  bool stopped() const { return stop_ && stop_->load(std::memory_order_relaxed) != 0; }
  bool train_epoch(int epoch, EpochRecord& record);
  BatchScore train_batch(int epoch, std::size_t first, std::size_t count);
  void keep_best(TrainResult& result, int epoch);

  const EncoderConfig& config_;
  Parameters& parameters_;
  const LabelledIds& data_;
  const LabelledIds* valid_;
  const TrainOptions& options_;
  ThreadPool& pool_;
  TrainListener& listener_;
  const std::atomic<int>* stop_;
  GradientEngine engine_;
  Adam adam_;
  EarlyStopping early_;
  ReduceLrOnPlateau plateau_;
  std::vector<std::size_t> order_;
  std::vector<float> best_;
  std::vector<TokenIds> texts_;
  std::vector<std::int32_t> labels_;
  std::vector<float> weights_;
};

BatchScore Run::train_batch(int epoch, std::size_t first, std::size_t count) {
  texts_.clear();
  labels_.clear();
  weights_.clear();
  for (std::size_t i = first; i < first + count; ++i) {
    const std::size_t post = order_[i];
    texts_.push_back(data_.ids[post]);
    labels_.push_back(data_.labels[post].front());
    if (!options_.class_weights.empty()) {
      weights_.push_back(options_.class_weights[static_cast<std::size_t>(labels_.back())]);
    }
  }
  TrainingBatch batch;
  batch.texts = texts_;
  batch.labels = labels_;
  batch.weights = weights_;
  batch.seed = options_.seed;
  batch.epoch = static_cast<std::uint32_t>(epoch);
  batch.batch = static_cast<std::uint32_t>(first / static_cast<std::size_t>(options_.batch_size));
  const auto tokens = engine_.prepare(batch);
  adam_.catch_up(parameters_, tokens, pool_);
  const BatchScore score = engine_.run(parameters_);
  if (!std::isfinite(score.loss_sum)) {
    throw JobFailed("the loss became " + std::string(std::isnan(score.loss_sum) ? "NaN" : "infinite") +
                    " in epoch " + std::to_string(epoch) + ", batch " + std::to_string(batch.batch + 1) +
                    "; no model was written: try a smaller --learning-rate");
  }
  adam_.step(parameters_, static_cast<double>(plateau_.learning_rate()), tokens, engine_.token_gradients(),
             engine_.dense_gradients(), pool_);
  return score;
}

// False where it was stopped before the end.
bool Run::train_epoch(int epoch, EpochRecord& record) {
  const auto start = Clock::now();
  shuffle_posts(order_, options_.seed, epoch);
  double loss_sum = 0;
  std::int64_t correct = 0;
  const std::size_t batch_size = static_cast<std::size_t>(options_.batch_size), posts = order_.size();
  for (std::size_t first = 0; first < posts; first += batch_size) {
    if (stopped()) return false;
    const std::size_t count = std::min(batch_size, posts - first);
    const BatchScore score = train_batch(epoch, first, count);
    loss_sum += score.loss_sum;
    correct += score.correct;
    const std::size_t done = first + count;
    record.loss = loss_sum / static_cast<double>(done);
    record.accuracy = static_cast<double>(correct) / static_cast<double>(done);
    listener_.on_batch({epoch, options_.epochs, done, posts, record.loss, record.accuracy,
                        static_cast<double>(done) / seconds_since(start)});
  }
  return true;
}

void Run::keep_best(TrainResult& result, int epoch) {
  best_.assign(parameters_.values().begin(), parameters_.values().end());
  result.best_epoch = epoch;
}

TrainResult Run::run() {
  TrainResult result;
  for (int epoch = 1; epoch <= options_.epochs; ++epoch) {
    const auto start = Clock::now();
    EpochRecord record;
    record.epoch = epoch;
    record.learning_rate = static_cast<double>(plateau_.learning_rate());
    const bool whole = train_epoch(epoch, record);
    adam_.catch_up_all(parameters_, pool_);
    if (!whole) {
      result.reason = StopReason::kInterrupted;
      if (best_.empty()) result.best_epoch = epoch - 1;
      break;
    }
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const Score judged = valid_ ? score(config_, parameters_, *valid_, pool_) : Score{nan, nan};
    record.val_loss = judged.loss;
    record.val_accuracy = judged.accuracy;
    record.seconds = seconds_since(start);
    result.history.push_back(record);
    listener_.on_epoch(record);
    if (early_.on_epoch_end(record)) keep_best(result, epoch);
    plateau_.on_epoch_end(record);
    if (best_.empty()) result.best_epoch = epoch;
    if (early_.should_stop()) {
      result.reason = StopReason::kEarlyStopping;
      break;
    }
  }
  if (!best_.empty()) std::ranges::copy(best_, parameters_.values().begin());
  return result;
}

}  // namespace

TrainResult train(const EncoderConfig& config, Parameters& parameters, const LabelledIds& data,
                  const LabelledIds* valid, const TrainOptions& options, ThreadPool& pool,
                  TrainListener* listener, const std::atomic<int>* stop) {
  config.validate();
  validate(options, data, config);
  TrainListener silent;
  return Run(config, parameters, data, valid, options, pool, listener ? *listener : silent, stop).run();
}

Score score(const EncoderConfig& config, const Parameters& parameters, const LabelledIds& data,
            ThreadPool& pool) {
  const std::size_t n = data.labels.size(), C = static_cast<std::size_t>(config.classes);
  if (n == 0) return {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN()};
  std::vector<TokenIds> texts;
  for (std::size_t i = 0; i < n; ++i) texts.push_back(data.ids[i]);
  std::vector<float> logits(n * C);
  Predictor(config, parameters, pool, kScoreTableBytes).logits(texts, logits);
  double loss = 0;
  std::size_t correct = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const float* row = logits.data() + i * C;
    loss += cross_entropy(C, row, data.labels[i].front(), 1.0F, nullptr);
    correct += std::max_element(row, row + C) - row == data.labels[i].front() ? 1U : 0U;
  }
  return {loss / static_cast<double>(n), static_cast<double>(correct) / static_cast<double>(n)};
}

}  // namespace taxon
