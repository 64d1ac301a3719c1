#include "api/training_record.h"

#include <fmt/format.h>

#include "base/version.h"

namespace taxon {
namespace {

// "class=weight" for each class: the weights count, not the file they came from.
std::string weights_text(const std::vector<std::string>& classes, const std::vector<float>& weights) {
  std::string text;
  for (std::size_t c = 0; c < classes.size(); ++c) {
    text += fmt::format("{}{}={}", c == 0 ? "" : ",", classes[c], weights[c]);
  }
  return text;
}

void describe_training(const TrainResult& result, bool has_valid, Provenance& provenance) {
  provenance.epochs = static_cast<int>(result.history.size());
  provenance.best_epoch = result.best_epoch;
  if (result.best_epoch == 0) return;
  const auto& best = result.history[static_cast<std::size_t>(result.best_epoch - 1)];
  provenance.loss = has_valid ? best.val_loss : best.loss;
  provenance.accuracy = has_valid ? best.val_accuracy : best.accuracy;
}

}  // namespace

Provenance describe_data(const Settings& settings, const TrainingData& data,
                         const std::vector<float>& weights, const std::string& from) {
  Provenance provenance;
  provenance.program = kProgramVersion;
  provenance.train_sha256 = data_sha256(data.train);
  provenance.train_texts = static_cast<std::int64_t>(data.train.size());
  if (data.valid) {
    provenance.valid_sha256 = data_sha256(*data.valid);
    provenance.valid_texts = static_cast<std::int64_t>(data.valid->size());
  }
  provenance.seed = settings.train.seed;
  provenance.options = settings.given;
  if (!weights.empty())
    provenance.options.emplace_back("class-weight", weights_text(data.train.classes, weights));
  // The model that it goes on from, wherever that stood.
  if (!from.empty()) provenance.options.emplace_back("from", from);
  return provenance;
}

void finish_model(const JoinedResult& joined, const PreparedTraining& prepared, Classifier& model) {
  describe_training(joined.result, prepared.start.valid.has_value(), model.provenance);
  const auto& figures = joined.valid.texts > 0 ? joined.valid.joined : joined.held_out.joined;
  if (figures) {
    model.provenance.loss = figures->loss;
    model.provenance.accuracy = figures->accuracy;
  }
  if (!joined.thresholds.empty()) model.thresholds = joined.thresholds;
}

}  // namespace taxon
