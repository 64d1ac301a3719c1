#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "report/calibration.h"
#include "report/judged_texts.h"

namespace taxon {

// How well one class is found. Where a figure's denominator is 0, the figure is 0 (scikit-learn's
// zero_division=0).
struct ClassMetrics {
  double precision = 0, recall = 0, f1 = 0;
  std::int64_t support = 0;  // texts of the class
};

struct Metrics {
  std::int64_t n = 0;
  double loss = 0;  // mean cross-entropy, by log-sum-exp
  double accuracy = 0;
  // Mean F1 of the classes that occur in the data or among the answers, as scikit-learn's f1_score counts
  // them: a class of the model that does neither is left out.
  double macro_f1 = 0;
  std::int64_t macro_classes = 0;           // how many those are
  std::vector<CalibrationBin> reliability;  // 15 bins
  double calibration_error = 0;             // of these bins
  std::vector<Answering> answered;          // accuracy against the share of texts answered
  std::vector<ClassMetrics> classes;
  std::vector<std::int64_t> confusion;  // (C, C), row-major; rows: true class, columns: answered class
};

// At least one text; classes: more than any text's truth and answer.
Metrics compute_metrics(std::span<const JudgedText> texts, std::size_t classes);
// Of judge_texts().
Metrics compute_metrics(std::span<const float> logits, std::span<const std::int32_t> labels,
                        std::size_t classes);

}  // namespace taxon
