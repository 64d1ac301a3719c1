#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/thread_pool.h"
#include "bench_data.h"
#include "encoder/engine.h"
#include "encoder/parameters.h"
#include "encoder/precision.h"
#include "train/adam.h"

namespace taxon {

constexpr std::size_t kBatchSize = 32;

// Wall seconds of work().
double seconds_of(const auto& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// The notebook's model over the posts of a bench data file, from fixed start values; post after post, after
// the last one the first again. One call at a time.
class BenchModel {
 public:
  // The data must outlive it.
  BenchModel(const BenchData& data, int threads, Precision precision, std::size_t batch_size = kBatchSize);

  std::string info() const;

  // The start values, for the peers to start from too.
  void save_weights(const std::string& path) const;

  // Posts/s of one epoch over the next n posts, every row of the embedding brought up to date at its end.
  double train(std::size_t n);

  // Posts/s of the next n posts.
  double predict(std::size_t n);

  // Median milliseconds of the next n posts, one at a time.
  double latency(std::size_t n);

  // Of the first n posts, one after the other.
  std::vector<float> probabilities(std::size_t n);

  // The next post; to be set back to train or classify the same ones again.
  std::size_t place() const { return next_; }
  void go_to(std::size_t post) { next_ = post; }

  const EncoderConfig& config() const { return data_.config; }
  const Parameters& parameters() const { return parameters_; }
  ThreadPool& pool() { return pool_; }
  // The next n posts' ids, until the next call of anything.
  std::span<const TokenIds> take(std::size_t n);

 private:
  void train_batch(std::size_t n);
  Predictor& predictor();
  const std::vector<float>& classify(std::span<const TokenIds> texts);

  const BenchData& data_;
  Precision precision_;
  std::size_t batch_size_;
  ThreadPool pool_;
  Parameters parameters_;
  GradientEngine engine_;
  Adam adam_;
  // Kept between calls: what is timed is a model that is loaded, as for the peers.
  std::optional<Predictor> predictor_;
  std::size_t next_ = 0;
  std::uint32_t batches_ = 0;
  std::vector<TokenIds> texts_;
  std::vector<ClassIndices> labels_;
  std::vector<float> logits_;
};

}  // namespace taxon
