#include "report/metrics.h"

#include "base/check.h"
#include "report/ratio.h"

namespace taxon {
namespace {

void add_class_metrics(Metrics& m, std::size_t classes) {
  double f1_sum = 0;
  for (std::size_t c = 0; c < classes; ++c) {
    std::int64_t support = 0, answered = 0;
    for (std::size_t other = 0; other < classes; ++other) {
      support += m.confusion[c * classes + other];
      answered += m.confusion[other * classes + c];
    }
    const std::int64_t hits = m.confusion[c * classes + c];
    m.classes.push_back({.precision = ratio(hits, answered),
                         .recall = ratio(hits, support),
                         .f1 = ratio(2 * hits, support + answered),
                         .support = support});
    if (support + answered == 0) continue;
    f1_sum += m.classes.back().f1;
    ++m.macro_classes;
  }
  m.macro_f1 = f1_sum / static_cast<double>(m.macro_classes);
}

}  // namespace

Metrics compute_metrics(std::span<const JudgedText> texts, std::size_t classes) {
  TAXON_CHECK(!texts.empty());
  Metrics m;
  m.n = static_cast<std::int64_t>(texts.size());
  m.confusion.resize(classes * classes);
  std::int64_t correct = 0;
  double loss = 0;
  for (const auto& text : texts) {
    loss += text.loss;
    correct += text.right() ? 1 : 0;
    ++m.confusion[static_cast<std::size_t>(text.truth) * classes + static_cast<std::size_t>(text.answer)];
  }
  m.loss = loss / static_cast<double>(m.n);
  m.accuracy = ratio(correct, m.n);
  m.reliability = calibration_bins(texts);
  m.calibration_error = calibration_error(m.reliability);
  m.answered = answering_shares(texts);
  add_class_metrics(m, classes);
  return m;
}

Metrics compute_metrics(std::span<const float> logits, std::span<const std::int32_t> labels,
                        std::size_t classes) {
  return compute_metrics(judge_texts(logits, labels, classes), classes);
}

}  // namespace taxon
