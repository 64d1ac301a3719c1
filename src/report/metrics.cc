#include "report/metrics.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/check.h"
#include "simd/scalar_math.h"

namespace taxon {
namespace {

constexpr std::size_t kBins = 15;

// Sums over the answers of one bin of confidence.
struct Bin {
  double confidence = 0, correct = 0;
};

std::size_t bin_of(double confidence) {
  const auto bin = static_cast<std::size_t>(std::max(0.0, std::ceil(confidence * double{kBins}) - 1));
  return std::min(bin, kBins - 1);
}

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

double ratio(std::int64_t part, std::int64_t whole) {
  return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
}

Metrics compute_metrics(std::span<const float> logits, std::span<const std::int32_t> labels,
                        std::size_t classes) {
  TAXON_CHECK(!labels.empty() && logits.size() == labels.size() * classes);
  Metrics m;
  m.n = static_cast<std::int64_t>(labels.size());
  m.confusion.resize(classes * classes);
  std::array<Bin, kBins> bins{};
  std::int64_t correct = 0;
  double loss = 0;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const auto row = logits.subspan(i * classes, classes);
    const auto truth = static_cast<std::size_t>(labels[i]);
    TAXON_CHECK(truth < classes);
    const auto answer = static_cast<std::size_t>(std::max_element(row.begin(), row.end()) - row.begin());
    double sum = 0;
    for (const float logit : row)
      sum += exact_exp(static_cast<double>(logit) - static_cast<double>(row[answer]));
    loss += exact_log(sum) - (static_cast<double>(row[truth]) - static_cast<double>(row[answer]));
    correct += truth == answer ? 1 : 0;
    ++m.confusion[truth * classes + answer];
    auto& bin = bins[bin_of(1 / sum)];
    bin.confidence += 1 / sum;
    bin.correct += truth == answer ? 1.0 : 0.0;
  }
  const auto n = static_cast<double>(m.n);
  m.loss = loss / n;
  m.accuracy = ratio(correct, m.n);
  for (const auto& bin : bins) m.calibration_error += std::abs(bin.correct - bin.confidence) / n;
  add_class_metrics(m, classes);
  return m;
}

}  // namespace taxon
