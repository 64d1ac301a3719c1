#include "train/trainer.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

#include "base/check.h"
#include "base/error.h"
#include "encoder/engine.h"
#include "encoder/loss.h"
#include "train/training_run.h"

namespace taxon {
namespace {

// Scored in one go: few enough that a stop is heeded within a fraction of a second.
constexpr std::size_t kScoreTexts = 256;

void validate(const TrainOptions& o, const LabelledIds& data, const EncoderConfig& config) {
  const auto refuse = [](const char* field, const char* what) { throw Error({.field = field}, what); };
  if (o.epochs < 1) refuse("epochs", "must be at least 1");
  if (o.batch_size < 1) refuse("batch-size", "must be at least 1");
  if (!(o.learning_rate > 0) || !std::isfinite(o.learning_rate)) refuse("learning-rate", "must be above 0");
  if (data.labels.size() == 0) refuse("train", "there is no text to train on");
  TAXON_CHECK(data.labels.size() == data.ids.size());
  TAXON_CHECK(o.class_weights.empty() || o.class_weights.size() == static_cast<std::size_t>(config.classes));
}

}  // namespace

TrainResult train(const EncoderConfig& config, Parameters& parameters, const LabelledIds& data,
                  const LabelledIds* valid, const TrainOptions& options, ThreadPool& pool,
                  const TrainHooks& hooks) {
  config.validate();
  validate(options, data, config);
  return TrainingRun(config, parameters, data, valid, options, pool, hooks).finish();
}

std::vector<float> logits_of(const EncoderConfig& config, const Parameters& parameters, const RaggedIds& ids,
                             ThreadPool& pool, const std::atomic<int>* stop) {
  std::vector<TokenIds> texts;
  for (std::size_t i = 0; i < ids.size(); ++i) texts.push_back(ids[i]);
  const auto C = static_cast<std::size_t>(config.classes);
  std::vector<float> logits(texts.size() * C);
  Predictor predictor(config, parameters, pool, kScoreTableBytes);
  for (std::size_t first = 0; first < texts.size(); first += kScoreTexts) {
    if (stop && stop->load(std::memory_order_relaxed) != 0) return {};
    const std::size_t count = std::min(kScoreTexts, texts.size() - first);
    predictor.logits(std::span(texts).subspan(first, count), std::span(logits).subspan(first * C, count * C));
  }
  return logits;
}

std::optional<Score> score(const EncoderConfig& config, const Parameters& parameters, const LabelledIds& data,
                           ThreadPool& pool, const std::atomic<int>* stop) {
  const std::size_t n = data.labels.size(), C = static_cast<std::size_t>(config.classes);
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  if (n == 0) return Score{kNan, kNan};
  const auto logits = logits_of(config, parameters, data.ids, pool, stop);
  if (logits.empty()) return std::nullopt;
  double loss = 0;
  std::int64_t correct = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const auto judged = text_loss(config, logits.data() + i * C, data.labels[i], {}, 1.0F, nullptr);
    loss += judged.loss;
    correct += judged.correct;
  }
  const auto texts = static_cast<double>(n), answers = static_cast<double>(answers_per_text(config));
  return Score{loss / texts, static_cast<double>(correct) / (texts * answers)};
}

}  // namespace taxon
