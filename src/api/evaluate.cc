#include "api/guard.h"
#include "api/model_state.h"
#include "api/text_set_state.h"
#include "api/training_data.h"
#include "report/metrics.h"
#include "report/multi_label_metrics.h"
#include "taxon/model.h"

namespace taxon {
namespace {

constexpr char kSetName[] = "texts";  // what messages call the set

ClassFigures figures_of(const std::string& label, const ClassMetrics& metrics) {
  return {.label = label,
          .precision = metrics.precision,
          .recall = metrics.recall,
          .f1 = metrics.f1,
          .support = metrics.support};
}

Evaluation evaluation_of(const Metrics& metrics, std::span<const std::string> labels) {
  Evaluation evaluation{.n = metrics.n,
                        .loss = metrics.loss,
                        .accuracy = metrics.accuracy,
                        .macro_f1 = metrics.macro_f1,
                        .macro_f1_classes = metrics.macro_classes,
                        .calibration_error = metrics.calibration_error,
                        .confusion = metrics.confusion};
  for (std::size_t c = 0; c < labels.size(); ++c) {
    evaluation.classes.push_back(figures_of(labels[c], metrics.classes[c]));
  }
  return evaluation;
}

Evaluation evaluation_of(const MultiLabelMetrics& metrics, std::span<const std::string> labels) {
  Evaluation evaluation{.n = metrics.n,
                        .loss = metrics.loss,
                        .accuracy = metrics.accuracy,
                        .macro_f1 = metrics.macro_f1,
                        .subset_accuracy = metrics.subset_accuracy,
                        .micro_f1 = metrics.micro_f1,
                        .micro_average_precision = metrics.micro_average_precision,
                        .macro_average_precision = metrics.macro_average_precision};
  for (std::size_t c = 0; c < labels.size(); ++c) {
    evaluation.classes.push_back(figures_of(labels[c], metrics.classes[c].found));
    evaluation.classes.back().average_precision = metrics.classes[c].average_precision;
  }
  return evaluation;
}

}  // namespace

Evaluation Model::evaluate(const TextSet& texts) const {
  return guarded([&] {
    const Dataset& data = TextSetAccess::state(texts).data;
    const Classifier& model = state_->classifier;
    require_judging(data, model, kSetName);
    const auto truth = labels_among(data, model.labels);
    std::vector<float> logits(data.size() * model.labels.size());
    state_->run().logits(data.texts, logits);
    return model.multi_label()
               ? evaluation_of(compute_multi_label_metrics(model.config, logits, truth, model.thresholds),
                               model.labels)
               : evaluation_of(compute_metrics(logits, truth.values, model.labels.size()), model.labels);
  });
}

}  // namespace taxon
