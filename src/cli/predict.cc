#include <algorithm>

#include "api/checks.h"
#include "base/error.h"
#include "cli/answers.h"
#include "cli/commands.h"
#include "cli/open_model.h"
#include "cli/output.h"
#include "cli/read_ahead.h"
#include "model/classifier.h"

namespace taxon {
namespace {

// The answers to a batch of these probabilities (texts, classes), in order. Written by the pool: for short
// texts or in bfloat16, JSON with every class takes a good part of the time.
std::string answers_text(const Settings& settings, const Classifier& model, const TextBatch& batch,
                         std::span<const float> probabilities, ThreadPool& pool) {
  constexpr std::size_t kTask = 64;
  const std::size_t texts = batch.size(), classes = model.labels.size();
  std::vector<std::string> parts((texts + kTask - 1) / kTask);
  pool.parallel_for(parts.size(), [&](std::size_t task, int) {
    for (std::size_t i = task * kTask; i < std::min(texts, (task + 1) * kTask); ++i) {
      parts[task] += answer(settings, model, batch.kept[i], probabilities.subspan(i * classes, classes));
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
  if (settings.json && settings.output != OutputKind::kText) {
    throw Error("--json and --output both say how to answer; give one of them");
  }
  const Classifier model = open_model(settings.model);
  require_rejecting(settings, model.multi_label());
  auto feed = open_feed(settings, answer_names(settings, model));
  write_output(feed->head());
  ReadAhead input(std::move(feed));
  ThreadPool pool(settings.threads);
  ClassifierRun run(model, pool, settings.run);
  TextBatch batch;
  while (input.next(batch)) {
    write_output(answers_text(settings, model, batch, run.probabilities(batch.texts), pool));
  }
  return 0;
}

}  // namespace taxon
