#include "cli/expectation.h"

#include <fmt/format.h>

#include <cstdio>
#include <string>

#include "api/memory_need.h"
#include "base/files.h"
#include "cli/progress.h"
#include "train/forecast.h"

namespace taxon {
namespace {

// Seconds where they say something.
std::string time_text(double seconds) {
  return seconds < 10 ? fmt::format("{:.1f} s", seconds) : clock_text(seconds);
}

// An entry of the index with its bucket and its idf, and a byte a class.
std::uint64_t linear_bytes(const LinearModel& model) {
  constexpr std::uint64_t kOfFeature = 16;
  return model.features().size() * (kOfFeature + model.classes());
}

}  // namespace

std::uint64_t networks_bytes(int networks, const EncoderConfig& config, const Tokenizer& tokenizer) {
  const std::int32_t words = tokenizer.kept_words();
  constexpr std::uint64_t kSmallSections = 4096;
  return static_cast<std::uint64_t>(networks) * ParameterLayout(config).size() * sizeof(float) +
         tokenizer.vocabulary().bytes(words).size() +
         static_cast<std::uint64_t>(words) * sizeof(std::uint64_t) + kSmallSections;
}

void require_room_for_model(const Settings& settings, const PreparedTraining& prepared) {
  const TrainingStart& start = prepared.start;
  const std::uint64_t linear =
      settings.linear && prepared.linear ? linear_bytes(prepared.linear->model) : std::uint64_t{0};
  require_writable(settings.out, networks_bytes(settings.networks, start.config, start.tokenizer) + linear);
}

void tell_expectation(const EncoderConfig& config, const NetworkStart& network, ThreadPool& pool,
                      std::uint64_t memory, int epochs) {
  const Trial trial = try_batches(config, network.parameters, network.texts, network.options, pool);
  const auto passes = static_cast<double>(epochs);
  fmt::print(
      stderr,
      "expected: about {} of memory; about {} an epoch without validation, by a trial of {} batch{}; at most "
      "{} for {} epoch{}\n",
      memory_text(memory), time_text(trial.seconds_per_epoch), trial.batches, trial.batches == 1 ? "" : "es",
      time_text(passes * trial.seconds_per_epoch), epochs, epochs == 1 ? "" : "s");
}

}  // namespace taxon
