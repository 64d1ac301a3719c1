#include "train/forecast.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <vector>

#include "encoder/engine.h"
#include "train/adam.h"
#include "train/training_run.h"

namespace taxon {
namespace {

// What of the data a forecast depends on.
struct DataShape {
  BatchShape batch;  // the largest of the first epoch
  BatchShape valid;  // all of it
  std::uint64_t steps = 0;
};

std::size_t rows_of(const EncoderConfig& config, TokenIds ids) {
  const auto longest = static_cast<std::size_t>(config.maxlen);
  return config.mask ? std::clamp<std::size_t>(ids.size(), 1, longest) : longest;
}

// Of the texts of these indices.
BatchShape shape_of(const EncoderConfig& config, const RaggedIds& ids, std::span<const std::size_t> texts) {
  BatchShape shape{.texts = texts.size()};
  std::vector<bool> seen(static_cast<std::size_t>(config.vocabulary));
  for (const std::size_t text : texts) {
    const std::size_t rows = rows_of(config, ids[text]);
    shape.rows += rows;
    shape.longest = std::max(shape.longest, rows);
    for (const auto id : ids[text].first(std::min(rows, ids[text].size()))) {
      // Words beyond a smaller vocabulary than the ids were made for stand as the unknown one.
      const auto word = std::min(static_cast<std::size_t>(id), seen.size() - 1);
      shape.distinct += seen[word] ? 0U : 1U;
      seen[word] = true;
    }
  }
  shape.distinct = std::max<std::size_t>(shape.distinct, 1);
  return shape;
}

DataShape shape_of(const EncoderConfig& config, const LabelledIds& data, const LabelledIds* valid,
                   const TrainOptions& options) {
  DataShape shape;
  std::vector<std::size_t> order(data.ids.size());
  shuffle_posts(order, options.seed, 1);
  const auto batch_size = static_cast<std::size_t>(options.batch_size);
  for (std::size_t first = 0; first < order.size(); first += batch_size) {
    const auto texts = std::span(order).subspan(first, std::min(batch_size, order.size() - first));
    std::size_t rows = 0;
    for (const std::size_t text : texts) rows += rows_of(config, data.ids[text]);
    if (rows > shape.batch.rows) shape.batch = shape_of(config, data.ids, texts);
  }
  shape.steps = (order.size() + batch_size - 1) / batch_size * static_cast<std::uint64_t>(options.epochs);
  if (valid) {
    order.resize(valid->ids.size());
    shuffle_posts(order, 0, 1);
    shape.valid = shape_of(config, valid->ids, order);
  }
  return shape;
}

// A round number, so that the advice is easily read: 12,345 becomes 12,000.
std::int32_t rounded_down(std::int32_t n) {
  std::int32_t unit = 1;
  while (n / unit >= 100) unit *= 10;
  return n / unit * unit;
}

// The largest n in [low, high] that fits, or 0; what fits is smaller than what doesn't.
template <class Fits>
std::int32_t largest(std::int32_t low, std::int32_t high, const Fits& fits) {
  if (low > high || !fits(low)) return 0;
  while (low < high) {
    const std::int32_t middle = low + (high - low + 1) / 2;
    if (fits(middle)) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}

}  // namespace

std::uint64_t training_memory(const EncoderConfig& config, const LabelledIds& data, const LabelledIds* valid,
                              const TrainOptions& options, int threads, MemoryKind kind, int networks) {
  const DataShape shape = shape_of(config, data, valid, options);
  const std::uint64_t weights = ParameterLayout(config).size() * sizeof(float);
  // The steps that an early end leaves out are counted: when it comes is not known.
  const std::uint64_t adam = 2 * weights +
                             static_cast<std::uint64_t>(config.vocabulary) * sizeof(std::int32_t) +
                             shape.steps * sizeof(AdamState::MissedSums);
  const std::uint64_t others = static_cast<std::uint64_t>(std::max(networks - 1, 0)) * weights;
  std::uint64_t all = 2 * weights + others + adam + training_workspace(config, shape.batch, threads, kind) +
                      data.ids.size() * sizeof(std::size_t);
  if (valid) {
    all += predicting_workspace(config, shape.valid, threads, kScoreTableBytes) +
           valid->ids.size() * (sizeof(TokenIds) + static_cast<std::size_t>(config.classes) * sizeof(float));
  }
  return all;
}

std::string what_would_fit(const EncoderConfig& config, const LabelledIds& data, const LabelledIds* valid,
                           const TrainOptions& options, int threads, MemoryKind kind, int networks,
                           std::uint64_t available) {
  constexpr std::int32_t kFewWords = 100, kShort = 16;
  const auto words_fit = [&](std::int32_t words) {
    EncoderConfig smaller = config;
    smaller.vocabulary = words;
    return training_memory(smaller, data, valid, options, threads, kind, networks) <= available;
  };
  const auto batch_fits = [&](std::int32_t batch_size) {
    TrainOptions smaller = options;
    smaller.batch_size = batch_size;
    return training_memory(config, data, valid, smaller, threads, kind, networks) <= available;
  };
  const auto length_fits = [&](std::int32_t maxlen) {
    EncoderConfig smaller = config;
    smaller.maxlen = maxlen;
    return training_memory(smaller, data, valid, options, threads, kind, networks) <= available;
  };
  std::string advice;
  const auto add = [&](const char* option, std::int32_t value) {
    if (value > 0)
      advice += (advice.empty() ? "" : " or ") + std::string(option) + " " + std::to_string(value);
  };
  add("--num-words", rounded_down(largest(kFewWords, config.vocabulary - 1, words_fit)));
  add("--batch-size", rounded_down(largest(1, options.batch_size - 1, batch_fits)));
  add("--maxlen", rounded_down(largest(kShort, config.maxlen - 1, length_fits)));
  return advice;
}

Trial try_batches(const EncoderConfig& config, const Parameters& parameters, const LabelledIds& data,
                  const TrainOptions& options, ThreadPool& pool) {
  using Clock = std::chrono::steady_clock;
  constexpr std::size_t kMostBatches = 8;
  constexpr double kMostSeconds = 0.3;
  std::vector<std::size_t> order(data.ids.size());
  shuffle_posts(order, options.seed, 1);
  GradientEngine engine(config, pool);
  BatchGatherer gatherer(config, data, options);
  const auto run = [&](std::size_t first) {
    const std::size_t count = std::min(static_cast<std::size_t>(options.batch_size), order.size() - first);
    engine.prepare(gatherer.gather(std::span(order).subspan(first, count), 1, 0));
    engine.run(parameters);
    return count;
  };
  run(0);  // takes its memory
  Trial trial;
  std::size_t posts = 0;
  double seconds = 0;
  const auto start = Clock::now();
  while (trial.batches == 0 ||
         (trial.batches < kMostBatches && seconds < kMostSeconds && posts < order.size())) {
    posts += run(posts);
    ++trial.batches;
    seconds = std::chrono::duration<double>(Clock::now() - start).count();
  }
  trial.seconds_per_epoch = seconds / static_cast<double>(posts) * static_cast<double>(order.size());
  return trial;
}

}  // namespace taxon
