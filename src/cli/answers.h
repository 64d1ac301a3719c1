#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/classifier.h"
#include "options/settings.h"

namespace taxon {

// The columns or keys that settings.output adds to those of the input: "predicted_label" and
// "predicted_probability", and for the other classes that settings.top asks for, in a CSV "label_2" and
// "probability_2" and so on, in JSON Lines "top". Of a multi-label model "predicted_labels" too, those above
// their threshold: in a CSV's cell a JSON list of names, in JSON Lines a list as "top" is. None for text.
std::vector<std::string> answer_names(const Settings& settings, const Classifier& model);

// The answer to one text, as predict writes it: a line or, where labels or kept cells hold line ends, a CSV
// row; in a line of text, labels are as one_line_text() has them. Of a multi-label model text has the labels
// above their threshold, whatever --top says, which may be none. Of a rejected text (--reject-below) the
// label is empty, in JSON null; what stands beside it is as ever. kept: of TextBatch. probabilities: one a
// class.
std::string answer(const Settings& settings, const Classifier& model, std::string_view kept,
                   std::span<const float> probabilities);

}  // namespace taxon
