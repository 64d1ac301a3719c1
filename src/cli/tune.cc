#include <fmt/format.h>

#include <chrono>

#include "base/error.h"
#include "base/files.h"
#include "cli/commands.h"
#include "cli/deadline.h"
#include "cli/json_output.h"
#include "cli/load_data.h"
#include "cli/output.h"
#include "cli/signals.h"
#include "cli/tune_call.h"
#include "cli/tune_output.h"
#include "cli/tune_search.h"
#include "cli/tune_training.h"
#include "model/model_file.h"
#include "options/option_values.h"

namespace taxon {
namespace {

constexpr double kUsualValidFraction = 0.1;

// Nothing was counted on all texts; says why and what to do.
[[noreturn]] void fail(const Settings& settings, const SearchResult& result, const TuneTraining& training,
                       int stop) {
  if (stop > 0) throw Interrupted(stop, "interrupted before any training on all texts was complete");
  for (const auto& trial : result.trials) {
    if (trial.outcome.state == TrialState::kFailed) throw Error(trial.outcome.why);
  }
  if (stop == 0 && training.smallest_too_large()) {
    throw Error(
        {.field = "--max-model-size"},
        fmt::format("no setting gives a model of at most {}, the smallest that was looked at has {} bytes; "
                    "give more",
                    size_text(settings.max_model_size), *training.smallest_too_large()));
  }
  throw JobFailed(fmt::format("no training on all texts was complete in {} minutes; give more --minutes",
                              number_text(settings.minutes)));
}

}  // namespace

int run_tune(const Settings& given) {
  const auto begin = std::chrono::steady_clock::now();
  if (!given.out.empty()) require_writable(given.out);
  Settings settings = given;
  if (settings.valid.empty() && settings.valid_fraction == 0) settings.valid_fraction = kUsualValidFraction;
  const auto& signal = catch_stop_signals();
  const std::chrono::duration<double> time(60 * settings.minutes);
  const Deadline deadline(signal,
                          begin + std::chrono::duration_cast<std::chrono::steady_clock::duration>(time));
  const TrainingData data = load_training_data(settings);
  ThreadPool pool(settings.threads);
  TuneTraining training(
      {.settings = settings, .data = data, .begin = begin, .pool = pool, .stop = deadline.stop()});
  const SearchLimits limits{
      .seconds = time.count(), .rung_texts = training.rung_texts(), .trials = settings.trials};
  const auto result = search_settings(limits, training);
  if (!result.best) fail(settings, result, training, deadline.stop().load());
  if (!settings.out.empty()) save_model(*training.best_model(), settings.out);
  const auto call = train_call(settings, result.settings[result.trials[*result.best].setting]);
  write_output(settings.json ? tuning_json(result, call) : tuning_text(result, call));
  if (const int number = deadline.stop().load(); number > 0) {
    throw Interrupted(number, "interrupted; the best so far stands above, with its command");
  }
  return 0;
}

}  // namespace taxon
