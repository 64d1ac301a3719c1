#include "train/trainer.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/check.h"
#include "base/error.h"
#include "encoder/engine.h"
#include "encoder/head.h"
#include "train/training_run.h"

namespace taxon {
namespace {

void validate(const TrainOptions& o, const LabelledIds& data, const EncoderConfig& config) {
  const auto refuse = [](const char* field, const char* what) { throw Error({.field = field}, what); };
  if (o.epochs < 1) refuse("epochs", "must be at least 1");
  if (o.batch_size < 1) refuse("batch-size", "must be at least 1");
  if (!(o.learning_rate > 0) || !std::isfinite(o.learning_rate)) refuse("learning-rate", "must be above 0");
  if (data.labels.size() == 0) refuse("train", "there is no text to train on");
  TAXON_CHECK(data.labels.size() == data.ids.size() && data.labels.values.size() == data.labels.size());
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

Score score(const EncoderConfig& config, const Parameters& parameters, const LabelledIds& data,
            ThreadPool& pool) {
  const std::size_t n = data.labels.size(), C = static_cast<std::size_t>(config.classes);
  if (n == 0) return {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN()};
  std::vector<TokenIds> texts;
  for (std::size_t i = 0; i < n; ++i) texts.push_back(data.ids[i]);
  std::vector<float> logits(n * C);
  Predictor(config, parameters, pool, kScoreTableBytes).logits(texts, logits);
  double loss = 0;
  std::size_t correct = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const float* row = logits.data() + i * C;
    loss += cross_entropy(C, row, data.labels[i].front(), 1.0F, nullptr);
    correct += std::max_element(row, row + C) - row == data.labels[i].front() ? 1U : 0U;
  }
  return {loss / static_cast<double>(n), static_cast<double>(correct) / static_cast<double>(n)};
}

}  // namespace taxon
