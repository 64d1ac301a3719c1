#include "api/linear_part.h"

#include <chrono>
#include <utility>

#include "linear/training.h"

namespace taxon {
namespace {

// Fewer texts are too few to ask of an n-gram that it be in two of them.
constexpr std::size_t kManyTexts = 1000;

}  // namespace

LinearOptions linear_options(const Settings& settings, std::size_t texts) {
  LinearOptions options;
  options.solver.seed = settings.train.seed;
  options.features.ngrams.icu_words = settings.tokenizer.icu_words;
  if (texts < kManyTexts) options.features.min_texts = 1;
  return options;
}

std::optional<LinearPart> train_linear_part(const Settings& settings, const TrainingData& data,
                                            std::span<const float> class_weights,
                                            std::span<const std::uint32_t> held_out, ThreadPool& pool,
                                            const std::atomic<int>* stop) {
  const auto start = std::chrono::steady_clock::now();
  const Dataset& train = data.train;
  const LabelledTexts texts{.texts = train.texts,
                            .labels = train.labels,
                            .classes = train.classes.size(),
                            .multi_label = train.multi_label,
                            .class_weights = class_weights};
  const auto training = LinearTraining::prepare(linear_options(settings, train.size()), texts, pool, stop);
  if (!training) return std::nullopt;
  auto calibrated = training->train(held_out);
  if (!calibrated) return std::nullopt;
  LinearPart part{.model = std::move(calibrated->model),
                  .held_out_scores = std::move(calibrated->held_out_scores),
                  .valid_scores = {},
                  .seconds = 0};
  if (data.valid) part.valid_scores = part.model.score(data.valid->texts, pool);
  part.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return part;
}

}  // namespace taxon
