#include "api/memory_need.h"

#include <fmt/format.h>

#include <algorithm>

#include "api/linear_part.h"
#include "base/available_memory.h"
#include "base/error.h"
#include "linear/ngrams.h"
#include "linear/sparse_rows.h"
#include "linear/training.h"
#include "train/forecast.h"

namespace taxon {
namespace {

std::uint64_t bytes_of_texts(const Dataset& data) {
  std::uint64_t bytes = 0;
  for (const auto& text : data.texts) bytes += text.size();
  return bytes;
}

// Different n-grams of a text for each of its bytes, by a few texts: short ones repeat fewer.
double ngrams_of_byte(const Dataset& data) {
  constexpr std::size_t kTexts = 100;
  NgramCounter counter{NgramOptions{}};
  std::size_t ngrams = 0, bytes = 1;
  const std::size_t step = std::max<std::size_t>(data.texts.size() / kTexts, 1);
  for (std::size_t i = 0; i < data.texts.size(); i += step) {
    const auto blocks = counter.count(data.texts[i]);
    ngrams += blocks.words.size() + blocks.characters.size();
    bytes += data.texts[i].size();
  }
  return static_cast<double>(ngrams) / static_cast<double>(bytes);
}

std::uint64_t bytes_of_ids(const LabelledIds& data) {
  return (data.ids.values.size() + data.labels.values.size()) * sizeof(std::int32_t) +
         (data.ids.offsets.size() + data.labels.offsets.size()) * sizeof(std::size_t);
}

[[noreturn]] void refuse(const std::string& what, std::uint64_t needed, const AvailableMemory& available,
                         const std::string& way_out) {
  throw Error(fmt::format("{} would take about {} of memory, and {} leaves {}; {}", what, memory_text(needed),
                          available.bound, memory_text(available.bytes), way_out));
}

}  // namespace

std::string memory_text(std::uint64_t bytes) {
  const double mega = static_cast<double>(bytes) / 1e6;
  return mega < 1000 ? fmt::format("{:.0f} MB", mega) : fmt::format("{:.1f} GB", mega / 1000);
}

std::uint64_t require_memory(const EncoderConfig& config, const LabelledIds& train, const LabelledIds* valid,
                             const TrainOptions& options, int networks, bool some_held_out, int threads) {
  if (networks == 0) return 0;
  const std::uint64_t copy = some_held_out ? bytes_of_ids(train) : 0;
  const auto memory = [&](MemoryKind kind) {
    return copy + training_memory(config, train, valid, options, threads, kind, networks);
  };
  const AvailableMemory available = available_memory();
  const auto kind = available.counts_address_space ? MemoryKind::kAddressSpace : MemoryKind::kTouched;
  const std::uint64_t needed = memory(kind);
  if (needed <= available.bytes) return memory(MemoryKind::kTouched);
  const auto advice = what_would_fit(config, train, valid, options, threads, kind, networks,
                                     available.bytes - std::min(available.bytes, copy));
  refuse("training", needed, available,
         advice.empty() ? "no single one of --num-words, --batch-size and --maxlen makes it fit, several may"
                        : "it would fit with " + advice);
}

std::uint64_t linear_memory(const Settings& settings, const TrainingData& data) {
  const auto bytes = static_cast<double>(bytes_of_texts(data.train));
  const double values = bytes * ngrams_of_byte(data.train);
  // So many values are of one feature, about: fewer where it need not be in two texts.
  const bool every_ngram = linear_options(settings, data.train.size()).features.min_texts < 2;
  const double features = values / (every_ngram ? 3 : 25);
  const double weights = std::min(features * static_cast<double>(data.train.classes.size()),
                                  static_cast<double>(LinearTraining::kMaxWeights));
  // Beside the values: n-grams while they are counted, and what finds a feature. A support vector machine's
  // weights and naive Bayes's stand beside each other.
  constexpr double kOfByte = 16, kOfFeature = 40, kOfWeight = 2 * sizeof(float);
  return static_cast<std::uint64_t>(kOfByte * bytes + values * sizeof(SparseValue) + kOfFeature * features +
                                    kOfWeight * weights);
}

void require_linear_memory(const Settings& settings, const TrainingData& data) {
  const AvailableMemory available = available_memory();
  const std::uint64_t needed = linear_memory(settings, data);
  if (needed <= available.bytes) return;
  refuse(settings.linear ? "the linear part" : "the linear baseline", needed, available,
         settings.linear ? "leave it out by --linear off, or give fewer texts"
                         : "leave it out by --baseline off");
}

}  // namespace taxon
