#include "report/judgement.h"

#include <algorithm>
#include <utility>

namespace taxon {
namespace {

Judgement judge_single(const Classifier& model, std::span<const float> logits, const RaggedLabels& labels,
                       float reject_below, ThreadPool& pool) {
  const std::size_t classes = model.labels.size();
  const auto texts = judge_texts(logits, labels.values, classes);
  Judgement judgement;
  std::vector<std::int32_t> answers;
  for (const auto& text : texts) {
    answers.push_back(text.answer);
    judgement.right.push_back(text.right());
  }
  judgement.figures = compute_metrics(texts, classes);
  judgement.intervals =
      bootstrap_intervals(labels, one_each(std::move(answers)), classes, MacroClasses::kOccurring, pool);
  if (reject_below > 0) judgement.rejecting = answering_at(texts, reject_below);
  return judgement;
}

Judgement judge_multi_label(const Classifier& model, std::span<const float> logits,
                            const RaggedLabels& labels, ThreadPool& pool) {
  auto metrics = compute_multi_label_metrics(model.config, logits, labels, model.thresholds);
  Judgement judgement;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    judgement.right.push_back(std::ranges::equal(metrics.answers[i], labels[i]));
  }
  judgement.intervals =
      bootstrap_intervals(labels, metrics.answers, model.labels.size(), MacroClasses::kAll, pool);
  judgement.figures = std::move(metrics);
  return judgement;
}

}  // namespace

Judgement judge(const Classifier& model, std::span<const float> logits, const RaggedLabels& labels,
                float reject_below, ThreadPool& pool) {
  return model.multi_label() ? judge_multi_label(model, logits, labels, pool)
                             : judge_single(model, logits, labels, reject_below, pool);
}

}  // namespace taxon
