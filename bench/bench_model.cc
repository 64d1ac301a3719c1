#include "bench_model.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

#include "base/files.h"
#include "simd/kernels.h"

namespace taxon {
namespace {

constexpr double kLearningRate = 1e-3;

}  // namespace

BenchModel::BenchModel(const BenchData& data, int threads, Precision precision, std::size_t batch_size)
    : data_(data),
      precision_(precision),
      batch_size_(batch_size),
      pool_(threads),
      parameters_(data.config),
      engine_(data.config, pool_),
      adam_(data.config) {
  initialize(parameters_, data.config, AttentionInit::kKeras3, 0);
}

std::string BenchModel::info() const {
  return fmt::format("taxon ({}{})", isa_name(kernels().isa),
                     precision_ == Precision::kBfloat16 ? ", bfloat16" : "");
}

void BenchModel::save_weights(const std::string& path) const {
  const auto values = parameters_.values();
  write_file_atomically(path,
                        std::string_view(reinterpret_cast<const char*>(values.data()), values.size_bytes()));
}

double BenchModel::train(std::size_t n) {
  predictor_.reset();  // it knows the weights as they were
  const double seconds = seconds_of([&] {
    for (std::size_t done = 0; done < n; done += batch_size_) train_batch(std::min(batch_size_, n - done));
    adam_.catch_up_all(parameters_, pool_);
  });
  return static_cast<double>(n) / seconds;
}

double BenchModel::predict(std::size_t n) {
  const auto texts = take(n);
  predictor();
  return static_cast<double>(n) / seconds_of([&] { classify(texts); });
}

double BenchModel::latency(std::size_t n) {
  take(n);
  predictor();
  std::vector<double> times;
  for (const auto& text : texts_) times.push_back(1e3 * seconds_of([&] { classify({&text, 1}); }));
  std::nth_element(times.begin(), times.begin() + static_cast<std::ptrdiff_t>(n / 2), times.end());
  return times[n / 2];
}

std::vector<float> BenchModel::probabilities(std::size_t n) {
  const std::size_t place = std::exchange(next_, 0);
  const auto texts = take(n);
  next_ = place;
  const std::size_t classes = classify(texts).size() / n;
  for (auto row = logits_.begin(); row != logits_.end(); row += static_cast<std::ptrdiff_t>(classes)) {
    const auto end = row + static_cast<std::ptrdiff_t>(classes);
    const float largest = *std::max_element(row, end);
    float sum = 0;
    for (auto p = row; p != end; ++p) sum += * p = std::exp(*p - largest);
    for (auto p = row; p != end; ++p) *p /= sum;
  }
  return logits_;
}

std::span<const TokenIds> BenchModel::take(std::size_t n) {
  texts_.clear();
  labels_.clear();
  for (; n > 0; --n, next_ = (next_ + 1) % data_.posts.labels.size()) {
    texts_.push_back(data_.posts.ids[next_]);
    labels_.push_back(data_.posts.labels[next_]);
  }
  return texts_;
}

void BenchModel::train_batch(std::size_t n) {
  TrainingBatch batch;
  batch.texts = take(n);
  batch.labels = labels_;
  batch.batch = batches_++;
  const auto tokens = engine_.prepare(batch);
  adam_.catch_up(parameters_, tokens, pool_);
  engine_.run(parameters_);
  adam_.step(parameters_, kLearningRate, tokens, engine_.token_gradients(), engine_.dense_gradients(), pool_);
}

Predictor& BenchModel::predictor() {
  if (!predictor_) predictor_.emplace(data_.config, parameters_, pool_, kTableBytes, precision_);
  return *predictor_;
}

const std::vector<float>& BenchModel::classify(std::span<const TokenIds> texts) {
  logits_.resize(texts.size() * static_cast<std::size_t>(data_.config.classes));
  predictor().logits(texts, logits_);
  return logits_;
}

}  // namespace taxon
