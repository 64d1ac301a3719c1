#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/classifier.h"
#include "model/ranking.h"
#include "report/metrics.h"
#include "report/multi_label_metrics.h"
#include "text/tokenizer.h"

namespace taxon {

// The JSON that scripts rely on. All of it is valid UTF-8 (ill-formed bytes of labels become U+FFFD), with
// '.' in numbers whatever the locale, and probabilities as the shortest decimals that read back as the same
// float.

// One line: {"label", "probability", "top": [{"label", "probability"}, ...]}. ranked: most probable first,
// at least one. answered, of a multi-label model those above their threshold, adds "labels", a list as "top"
// is, before it; "label" is the most probable one, above its threshold or not.
std::string prediction_json(std::span<const std::string> labels, std::span<const RankedClass> ranked,
                            const std::vector<RankedClass>* answered = nullptr);

// The end of an object: "predicted_label": ..., "predicted_probability": ...} and, with_top, "top" as above.
// answered, as above, adds "predicted_labels".
std::string prediction_members(std::span<const std::string> labels, std::span<const RankedClass> ranked,
                               bool with_top, const std::vector<RankedClass>* answered = nullptr);

// The names of the classes as a list of texts: ["a","b"].
std::string names_json(std::span<const std::string> labels, std::span<const RankedClass> ranked);

// A text as JSON has it, in its quotes.
std::string json_string(std::string_view text);

// {"n", "loss", "accuracy", "macro_f1", "macro_f1_classes", "calibration_error", "classes": [{"label",
// "precision", "recall", "f1", "support"}], "confusion": [[...]]}.
std::string evaluation_json(std::span<const std::string> labels, const Metrics& metrics);

// {"n", "loss", "accuracy", "subset_accuracy", "micro_f1", "macro_f1", "micro_average_precision",
// "macro_average_precision", "classes": [{"label", "threshold", "precision", "recall", "f1",
// "average_precision", "support"}]}.
std::string evaluation_json(const Classifier& model, const MultiLabelMetrics& metrics);

// One line: {"tokens": [{"text", "begin", "end", "id"}], "ids": [...]}.
std::string tokens_json(std::span<const EncodedToken> tokens, std::span<const std::int32_t> ids);

}  // namespace taxon
