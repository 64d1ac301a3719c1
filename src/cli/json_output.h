#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/prediction.h"
#include "cli/tune_call.h"
#include "cli/tune_search.h"
#include "model/classifier.h"
#include "model/ranking.h"
#include "report/judgement.h"
#include "report/mcnemar.h"
#include "text/tokenizer.h"

namespace taxon {

// The JSON that scripts rely on. All of it is valid UTF-8 (ill-formed bytes of labels become U+FFFD), with
// '.' in numbers whatever the locale, and probabilities as the shortest decimals that read back as the same
// float.

// One line: {"label", "probability", "top": [{"label", "probability"}, ...]}. "label" is null for a rejected
// text, and "probability" that of its most probable class all the same. Of a multi-label model "labels", a
// list as "top" is, stands before it; "label" is the most probable one, above its threshold or not.
std::string prediction_json(std::span<const std::string> labels, const Prediction& prediction);

// The end of an object: "predicted_label": ..., "predicted_probability": ...} and, with_top, "top" as above.
// Of a multi-label model "predicted_labels" too.
std::string prediction_members(std::span<const std::string> labels, const Prediction& prediction,
                               bool with_top);

// {"command": as in the text, "arguments": [the command's words, each as the program gets it], "settings":
// {option: text}, "accuracy", "loss", "stopped", "trials": [{"settings", "texts", "seconds", "accuracy",
// "loss"}]}; a trial that was not counted has "not_counted": why, in place of its figures. Requires a best
// trial.
std::string tuning_json(const SearchResult& result, const TrainCall& call);

// The names of the classes as a list of texts: ["a","b"].
std::string names_json(std::span<const std::string> labels, std::span<const RankedClass> ranked);

// A text as JSON has it, in its quotes.
std::string json_string(std::string_view text);

// {"n", "loss", "accuracy", "accuracy_interval": [low, high], "macro_f1", "macro_f1_interval",
// "macro_f1_classes", "calibration_error", "reliability": [{"low", "high", "texts", "probability",
// "accuracy"}], "answered": [{"share", "reject_below", "texts", "accuracy"}], "classes": [{"label",
// "precision", "recall", "f1", "support"}], "confusion": [[...]]}; where answers were rejected, "rejecting"
// before "classes", an object as those of "answered". Of a multi-label model {"n", "loss", "accuracy",
// "subset_accuracy", "subset_accuracy_interval", "micro_f1", "micro_f1_interval", "macro_f1",
// "macro_f1_interval", "micro_average_precision", "macro_average_precision", "classes": [{"label",
// "threshold", "precision", "recall", "f1", "average_precision", "support"}]}.
std::string evaluation_json(const Classifier& model, const Judgement& judgement);

// {"a": ..., "b": ..., "both_right", "only_a_right", "only_b_right", "both_wrong", "p_value"}; of each model
// an object as evaluation_json() has it.
std::string comparison_json(const Classifier& a, const Judgement& of_a, const Classifier& b,
                            const Judgement& of_b, const PairedOutcomes& outcomes);

// One line: {"tokens": [{"text", "begin", "end", "id"}], "ids": [...]}.
std::string tokens_json(std::span<const EncodedToken> tokens, std::span<const std::int32_t> ids);

}  // namespace taxon
