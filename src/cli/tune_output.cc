#include "cli/tune_output.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace taxon {

std::string tuning_text(const SearchResult& result, const TrainCall& call) {
  const std::size_t all_rung = result.trials[*result.best].rung;
  std::vector<const Trial*> whole;
  for (const auto& trial : result.trials) {
    if (trial.rung == all_rung && trial.outcome.state == TrialState::kCounted) whole.push_back(&trial);
  }
  std::stable_sort(whole.begin(), whole.end(),
                   [](const Trial* a, const Trial* b) { return better(a->outcome.score, b->outcome.score); });
  std::string text = fmt::format("trained on all {} texts:\naccuracy      loss   seconds  settings\n",
                                 result.trials[*result.best].texts);
  for (const Trial* trial : whole) {
    text +=
        fmt::format("{:8.4f}  {:8.4f}  {:8.1f}  {}\n", trial->outcome.score.accuracy,
                    trial->outcome.score.loss, trial->seconds, setting_text(result.settings[trial->setting]));
  }
  text += fmt::format("stopped: {}\n", result.stopped);
  return text + shell_command(call) + "\n";
}

}  // namespace taxon
