#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace taxon {

// How well one class is found. Where a figure's denominator is 0, the figure is 0 (scikit-learn's
// zero_division=0).
struct ClassMetrics {
  double precision = 0, recall = 0, f1 = 0;
  std::int64_t support = 0;  // texts of the class
};

// part / whole; 0 for nothing of nothing.
double ratio(std::int64_t part, std::int64_t whole);

struct Metrics {
  std::int64_t n = 0;
  double loss = 0;  // mean cross-entropy, by log-sum-exp
  double accuracy = 0;
  // Mean F1 of the classes that occur in the data or among the answers, as scikit-learn's f1_score counts
  // them: a class of the model that does neither is left out.
  double macro_f1 = 0;
  std::int64_t macro_classes = 0;  // how many those are
  // Expected calibration error (Guo et al., "On calibration of modern neural networks", 2017): answers in 15
  // bins
  // ((b/15, (b+1)/15]) by the probability of their class; mean of |accuracy - mean probability| by size of
  // bin.
  double calibration_error = 0;
  std::vector<ClassMetrics> classes;
  std::vector<std::int64_t> confusion;  // (C, C), row-major; rows: true class, columns: answered class
};

// logits: (labels.size(), classes), row-major; labels in [0, classes), at least one. Of equal logits the
// first wins.
Metrics compute_metrics(std::span<const float> logits, std::span<const std::int32_t> labels,
                        std::size_t classes);

}  // namespace taxon
