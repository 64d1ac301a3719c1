#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "cli/commands.h"
#include "cli/input.h"
#include "cli/json_output.h"
#include "cli/output.h"
#include "model/classifier.h"
#include "model/model_file.h"

namespace taxon {
namespace {

// The `top` most probable classes (0: all), most probable first; of equal ones the first class wins.
std::vector<RankedClass> rank(std::span<const float> probabilities, std::size_t top) {
  std::vector<RankedClass> ranked;
  for (std::size_t c = 0; c < probabilities.size(); ++c) ranked.push_back({c, probabilities[c]});
  const auto count = top == 0 ? ranked.size() : std::min(top, ranked.size());
  std::partial_sort(ranked.begin(), ranked.begin() + static_cast<std::ptrdiff_t>(count), ranked.end(),
                    [](const RankedClass& a, const RankedClass& b) {
                      return a.probability != b.probability ? a.probability > b.probability
                                                            : a.index < b.index;
                    });
  ranked.resize(count);
  return ranked;
}

// "label<TAB>probability", the pairs parted by TABs too.
std::string answer_text(std::span<const std::string> labels, std::span<const RankedClass> ranked) {
  std::string text;
  for (const auto& entry : ranked) {
    text += fmt::format("{}{}\t{:.4f}", text.empty() ? "" : "\t", labels[entry.index], entry.probability);
  }
  return text + "\n";
}

}  // namespace

int run_predict(const Settings& settings) {
  const Classifier model = load_model(settings.model);
  TextInput input(settings);
  ThreadPool pool(settings.threads);
  ClassifierRun run(model, pool, settings.precision);
  std::vector<std::string> texts;
  while (input.next(texts)) {
    const auto probabilities = run.probabilities(texts);
    std::string answers;
    for (std::size_t i = 0; i < texts.size(); ++i) {
      const auto row = std::span(probabilities).subspan(i * model.labels.size(), model.labels.size());
      const auto ranked = rank(row, static_cast<std::size_t>(settings.top));
      answers += settings.json ? prediction_json(model.labels, ranked) : answer_text(model.labels, ranked);
    }
    write_output(answers);
  }
  return 0;
}

}  // namespace taxon
