#pragma once

#include <optional>
#include <span>
#include <variant>
#include <vector>

#include "base/ragged.h"
#include "base/thread_pool.h"
#include "model/classifier.h"
#include "report/bootstrap.h"
#include "report/calibration.h"
#include "report/metrics.h"
#include "report/multi_label_metrics.h"

namespace taxon {

// All that is said of a model by labelled texts.
struct Judgement {
  std::variant<Metrics, MultiLabelMetrics> figures;  // as the model has one label a text or several
  BootstrapIntervals intervals;                      // of the figures
  // Of each text, whether it got its label or exactly its labels.
  std::vector<bool> right;
  // Where answers are rejected; of a model of one label a text only.
  std::optional<Answering> rejecting = std::nullopt;
};

// logits: (labels.size(), C), of the model; labels: of each text, rising, at least one text. reject_below: 0:
// none are. pool: borrowed for the call; the result does not depend on it.
Judgement judge(const Classifier& model, std::span<const float> logits, const RaggedLabels& labels,
                float reject_below, ThreadPool& pool);

}  // namespace taxon
