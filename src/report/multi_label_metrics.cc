#include "report/multi_label_metrics.h"

#include <algorithm>

#include "base/check.h"
#include "encoder/loss.h"
#include "report/ratio.h"
#include "simd/scalar_math.h"

namespace taxon {
namespace {

struct Scored {
  float logit;
  bool has;
};

double average_precision(std::vector<Scored>& scored) {
  std::sort(scored.begin(), scored.end(), [](const Scored& a, const Scored& b) { return a.logit > b.logit; });
  const auto support = std::count_if(scored.begin(), scored.end(), [](const Scored& s) { return s.has; });
  if (support == 0) return 0.0;
  double sum = 0;
  std::int64_t hits = 0, hits_before = 0;
  for (std::size_t i = 0; i < scored.size(); ++i) {
    hits += scored[i].has ? 1 : 0;
    if (i + 1 < scored.size() && scored[i + 1].logit == scored[i].logit) continue;
    const double precision = static_cast<double>(hits) / static_cast<double>(i + 1);
    sum += static_cast<double>(hits - hits_before) * precision;
    hits_before = hits;
  }
  return sum / static_cast<double>(support);
}

// Of one class, or of all together.
struct Counts {
  std::int64_t hits = 0, answered = 0, support = 0;

  void add(bool answer, bool has) {
    hits += answer && has ? 1 : 0;
    answered += answer ? 1 : 0;
    support += has ? 1 : 0;
  }
  ClassMetrics metrics() const {
    return {.precision = ratio(hits, answered),
            .recall = ratio(hits, support),
            .f1 = ratio(2 * hits, support + answered),
            .support = support};
  }
};

// Of each text the classes above their thresholds.
RaggedLabels labels_above(std::span<const float> logits, std::span<const float> thresholds, std::size_t n) {
  RaggedLabels answers;
  std::vector<std::int32_t> above;
  for (std::size_t i = 0; i < n; ++i) {
    above.clear();
    for (std::size_t c = 0; c < thresholds.size(); ++c) {
      const double logit = static_cast<double>(logits[i * thresholds.size() + c]);
      if (static_cast<float>(exact_sigmoid(logit)) > thresholds[c])
        above.push_back(static_cast<std::int32_t>(c));
    }
    answers.push_back(std::span<const std::int32_t>(above));
  }
  return answers;
}

}  // namespace

MultiLabelMetrics compute_multi_label_metrics(const EncoderConfig& config, std::span<const float> logits,
                                              const RaggedLabels& labels, std::span<const float> thresholds) {
  const auto C = static_cast<std::size_t>(config.classes), n = labels.size();
  TAXON_CHECK(n > 0 && logits.size() == n * C && thresholds.size() == C);
  MultiLabelMetrics m;
  m.n = static_cast<std::int64_t>(n);
  m.answers = labels_above(logits, thresholds, n);
  std::int64_t correct = 0, exact = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const auto judged = text_loss(config, logits.data() + i * C, labels[i], {}, 1.0F, nullptr);
    m.loss += judged.loss / static_cast<double>(n);
    correct += judged.correct;
    exact += std::ranges::equal(m.answers[i], labels[i]) ? 1 : 0;
  }
  Counts all;
  std::vector<Scored> of_class(n), of_all;
  for (std::size_t c = 0; c < C; ++c) {
    Counts counts;
    for (std::size_t i = 0; i < n; ++i) {
      const float logit = logits[i * C + c];
      const bool has = std::ranges::binary_search(labels[i], static_cast<std::int32_t>(c));
      const bool answer = std::ranges::binary_search(m.answers[i], static_cast<std::int32_t>(c));
      of_class[i] = {logit, has};
      counts.add(answer, has);
      all.add(answer, has);
    }
    of_all.insert(of_all.end(), of_class.begin(), of_class.end());
    m.classes.push_back({counts.metrics(), average_precision(of_class)});
    m.macro_f1 += m.classes.back().found.f1 / static_cast<double>(C);
    m.macro_average_precision += m.classes.back().average_precision / static_cast<double>(C);
  }
  m.accuracy = ratio(correct, static_cast<std::int64_t>(n * C));
  m.subset_accuracy = ratio(exact, m.n);
  m.micro_f1 = all.metrics().f1;
  m.micro_average_precision = average_precision(of_all);
  return m;
}

}  // namespace taxon
