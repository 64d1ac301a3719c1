#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/settings.h"
#include "model/classifier.h"

namespace taxon {

// The columns or keys that settings.output adds to those of the input: "predicted_label" and
// "predicted_probability", and for the other classes that settings.top asks for, in a CSV "label_2" and
// "probability_2" and so on, in JSON Lines "top". None for text.
std::vector<std::string> answer_names(const Settings& settings, std::size_t classes);

// The answer to one text, as predict writes it: a line or, where labels or kept cells hold line ends, a CSV
// row. kept: of TextBatch. probabilities: one a class.
std::string answer(const Settings& settings, const Classifier& model, std::string_view kept,
                   std::span<const float> probabilities);

}  // namespace taxon
