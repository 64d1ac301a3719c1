#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "cli/commands.h"
#include "cli/json_output.h"
#include "cli/output.h"
#include "cli/read_ahead.h"
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

// The answers to texts of these probabilities (texts, classes), in order. Written by the pool: for
// short texts or in bfloat16, JSON with every class takes a good part of the time.
std::string answers_text(const Settings& settings, std::span<const std::string> labels,
                         std::span<const float> probabilities, ThreadPool& pool) {
  constexpr std::size_t kTask = 64;
  const std::size_t texts = probabilities.size() / labels.size();
  std::vector<std::string> parts((texts + kTask - 1) / kTask);
  pool.parallel_for(parts.size(), [&](std::size_t task, int) {
    for (std::size_t i = task * kTask; i < std::min(texts, (task + 1) * kTask); ++i) {
      const auto ranked = rank(probabilities.subspan(i * labels.size(), labels.size()),
                               static_cast<std::size_t>(settings.top));
      parts[task] += settings.json ? prediction_json(labels, ranked) : answer_text(labels, ranked);
    }
  });
  std::string answers;
  for (const auto& part : parts) answers += part;
  return answers;
}

}  // namespace

// A group of texts passes through tokenizer, network and writing, each of them done by the whole pool, while
// the next group is being read.
int run_predict(const Settings& settings) {
  const Classifier model = load_model(settings.model);
  ReadAhead input(settings);
  ThreadPool pool(settings.threads);
  ClassifierRun run(model, pool, settings.precision, settings.memory);
  std::vector<std::string> texts;
  while (input.next(texts)) {
    write_output(answers_text(settings, model.labels, run.probabilities(texts), pool));
  }
  return 0;
}

}  // namespace taxon
