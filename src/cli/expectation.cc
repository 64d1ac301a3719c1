#include "cli/expectation.h"

#include <fmt/format.h>

#include <cstdio>
#include <string>

#include "base/available_memory.h"
#include "base/error.h"
#include "base/files.h"
#include "cli/progress.h"
#include "train/forecast.h"

namespace taxon {
namespace {

std::string memory_text(std::uint64_t bytes) {
  const double mega = static_cast<double>(bytes) / 1e6;
  return mega < 1000 ? fmt::format("{:.0f} MB", mega) : fmt::format("{:.1f} GB", mega / 1000);
}

// Seconds where they say something.
std::string time_text(double seconds) {
  return seconds < 10 ? fmt::format("{:.1f} s", seconds) : clock_text(seconds);
}

}  // namespace

std::uint64_t require_memory(const TrainingStart& start, const TrainOptions& options, int threads) {
  const LabelledIds* valid = start.valid ? &*start.valid : nullptr;
  const auto memory = [&](MemoryKind kind) {
    return training_memory(start.config, start.train, valid, options, threads, kind);
  };
  const AvailableMemory available = available_memory();
  const auto kind = available.counts_address_space ? MemoryKind::kAddressSpace : MemoryKind::kTouched;
  const std::uint64_t needed = memory(kind);
  if (needed <= available.bytes) return memory(MemoryKind::kTouched);
  const auto advice =
      what_would_fit(start.config, start.train, valid, options, threads, kind, available.bytes);
  throw Error(fmt::format(
      "training would take about {} of memory, and {} leaves {}; {}", memory_text(needed), available.bound,
      memory_text(available.bytes),
      advice.empty() ? "no single one of --num-words, --batch-size and --maxlen makes it fit, several may"
                     : "it would fit with " + advice));
}

void require_room_for_model(const Settings& settings, const TrainingStart& start) {
  const std::int32_t words = start.tokenizer.kept_words();
  constexpr std::uint64_t kSmallSections = 4096;
  require_writable(settings.out, ParameterLayout(start.config).size() * sizeof(float) +
                                     start.tokenizer.vocabulary().bytes(words).size() +
                                     static_cast<std::uint64_t>(words) * sizeof(std::uint64_t) +
                                     kSmallSections);
}

void tell_expectation(const Classifier& model, const LabelledIds& train, const TrainOptions& options,
                      ThreadPool& pool, std::uint64_t memory, int epochs) {
  const Trial trial = try_batches(model.config, model.parameters, train, options, pool);
  const auto passes = static_cast<double>(epochs);
  fmt::print(
      stderr,
      "expected: about {} of memory; about {} an epoch without validation, by a trial of {} batch{}; at most "
      "{} for {} epoch{}\n",
      memory_text(memory), time_text(trial.seconds_per_epoch), trial.batches, trial.batches == 1 ? "" : "es",
      time_text(passes * trial.seconds_per_epoch), epochs, epochs == 1 ? "" : "s");
}

}  // namespace taxon
