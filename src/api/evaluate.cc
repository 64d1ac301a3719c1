#include "api/checks.h"
#include "api/guard.h"
#include "api/model_state.h"
#include "api/text_set_state.h"
#include "api/training_data.h"
#include "base/short_decimal.h"
#include "report/judgement.h"
#include "report/mcnemar.h"
#include "taxon/model.h"

namespace taxon {
namespace {

constexpr char kSetName[] = "texts";  // what messages call the set

Interval interval_of(const BootstrapInterval& range) {
  return {.low = range.low, .high = range.high};
}

AnsweredShare share_of(const Answering& at) {
  return {.share = at.share,
          .reject_below = short_decimal(at.reject_below),
          .texts = at.texts,
          .accuracy = at.accuracy};
}

ClassFigures figures_of(const std::string& label, const ClassMetrics& metrics) {
  return {.label = label,
          .precision = metrics.precision,
          .recall = metrics.recall,
          .f1 = metrics.f1,
          .support = metrics.support};
}

Evaluation figures_of(const Metrics& metrics, const Judgement& judgement,
                      std::span<const std::string> labels) {
  Evaluation evaluation{.n = metrics.n,
                        .loss = metrics.loss,
                        .accuracy = metrics.accuracy,
                        .macro_f1 = metrics.macro_f1,
                        .macro_f1_interval = interval_of(judgement.intervals.macro_f1),
                        .accuracy_interval = interval_of(judgement.intervals.accuracy),
                        .macro_f1_classes = metrics.macro_classes,
                        .calibration_error = metrics.calibration_error,
                        .confusion = metrics.confusion};
  for (const auto& bin : metrics.reliability) {
    evaluation.reliability.push_back({.low = bin.low,
                                      .high = bin.high,
                                      .texts = bin.texts,
                                      .probability = bin.probability,
                                      .accuracy = bin.accuracy});
  }
  for (const auto& at : metrics.answered) evaluation.answered.push_back(share_of(at));
  if (judgement.rejecting) evaluation.rejecting = share_of(*judgement.rejecting);
  for (std::size_t c = 0; c < labels.size(); ++c) {
    evaluation.classes.push_back(figures_of(labels[c], metrics.classes[c]));
  }
  return evaluation;
}

Evaluation figures_of(const MultiLabelMetrics& metrics, const Judgement& judgement,
                      std::span<const std::string> labels) {
  Evaluation evaluation{.n = metrics.n,
                        .loss = metrics.loss,
                        .accuracy = metrics.accuracy,
                        .macro_f1 = metrics.macro_f1,
                        .macro_f1_interval = interval_of(judgement.intervals.macro_f1),
                        .subset_accuracy = metrics.subset_accuracy,
                        .subset_accuracy_interval = interval_of(judgement.intervals.accuracy),
                        .micro_f1 = metrics.micro_f1,
                        .micro_average_precision = metrics.micro_average_precision,
                        .macro_average_precision = metrics.macro_average_precision,
                        .micro_f1_interval = interval_of(judgement.intervals.micro_f1)};
  for (std::size_t c = 0; c < labels.size(); ++c) {
    evaluation.classes.push_back(figures_of(labels[c], metrics.classes[c].found));
    evaluation.classes.back().average_precision = metrics.classes[c].average_precision;
  }
  return evaluation;
}

Evaluation evaluation_of(const Judgement& judgement, std::span<const std::string> labels) {
  return std::visit([&](const auto& figures) { return figures_of(figures, judgement, labels); },
                    judgement.figures);
}

}  // namespace

Judgement ModelAccess::judge(const Model& model, const Dataset& data) {
  Model::State& state = *model.state_;
  const Classifier& classifier = state.classifier;
  require_judging(data, classifier, kSetName);
  const auto truth = labels_among(data, classifier.labels);
  std::vector<float> logits(data.size() * classifier.labels.size());
  state.run().logits(data.texts, logits);
  // The model's own team is its callers', and may be at work for others.
  ThreadPool pool(state.threads);
  return taxon::judge(classifier, logits, truth, state.reject_below, pool);
}

Evaluation Model::evaluate(const TextSet& texts) const {
  return guarded(
      [&] { return evaluation_of(ModelAccess::judge(*this, TextSetAccess::state(texts).data), labels()); });
}

Comparison compare(const Model& a, const Model& b, const TextSet& texts) {
  return guarded([&] {
    require_comparable(a.labels(), a.multi_label(), b.labels(), b.multi_label());
    const Dataset& data = TextSetAccess::state(texts).data;
    const Judgement of_a = ModelAccess::judge(a, data), of_b = ModelAccess::judge(b, data);
    const auto outcomes = pair_outcomes(of_a.right, of_b.right);
    return Comparison{.a = evaluation_of(of_a, a.labels()),
                      .b = evaluation_of(of_b, b.labels()),
                      .both_right = outcomes.both_right,
                      .only_a_right = outcomes.only_a_right,
                      .only_b_right = outcomes.only_b_right,
                      .both_wrong = outcomes.both_wrong,
                      .p_value = outcomes.p_value};
  });
}

}  // namespace taxon
