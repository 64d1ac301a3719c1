#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/ragged.h"
#include "encoder/config.h"
#include "report/metrics.h"

namespace taxon {

// How well one class of several a text is found.
struct LabelMetrics {
  ClassMetrics found;  // of the answers above the class's threshold
  // Mean precision over the ranking of all texts by their logit for the class, each text of the class giving
  // one step: scikit-learn's average_precision_score, texts of equal logits counted together. 0 for a class
  // that no text has.
  double average_precision = 0;
};

// How well texts of several labels are labelled. Means are over all classes of the model, also those that no
// text has and that were never answered, as scikit-learn's f1_score and average_precision_score take a matrix
// of labels with zero_division=0.
struct MultiLabelMetrics {
  std::int64_t n = 0;
  double loss = 0;             // mean binary cross-entropy, of text_loss()
  double accuracy = 0;         // Keras's BinaryAccuracy: share of (text, class) pairs right at 0.5
  double subset_accuracy = 0;  // share of texts with exactly their labels above the thresholds
  double micro_f1 = 0;         // of all (text, class) pairs together
  double macro_f1 = 0;         // mean of the classes'
  double micro_average_precision = 0, macro_average_precision = 0;
  std::vector<LabelMetrics> classes;
  RaggedLabels answers;  // of each text the labels above their thresholds, rising
};

// logits: (labels.size(), C), row-major; labels: of each text, rising, at least one text; thresholds: (C), as
// a Classifier has them. config: of the multi-label model that gave the logits.
MultiLabelMetrics compute_multi_label_metrics(const EncoderConfig& config, std::span<const float> logits,
                                              const RaggedLabels& labels, std::span<const float> thresholds);

}  // namespace taxon
