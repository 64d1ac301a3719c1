#pragma once

#include <span>
#include <string>

#include "model/classifier.h"
#include "report/metrics.h"
#include "report/multi_label_metrics.h"

namespace taxon {

// What evaluate prints for people: the figures, a table of the classes and, where a text has one, how often
// each was taken for another.
std::string evaluation_text(std::span<const std::string> labels, const Metrics& metrics);
std::string evaluation_text(const Classifier& model, const MultiLabelMetrics& metrics);

}  // namespace taxon
