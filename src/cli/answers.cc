#include "cli/answers.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/one_line_text.h"
#include "cli/json_output.h"
#include "cli/kept_columns.h"
#include "model/ranking.h"

namespace taxon {
namespace {

// "label<TAB>probability", the pairs parted by TABs too.
std::string text_answer(std::span<const std::string> labels, std::span<const RankedClass> ranked) {
  std::string text;
  for (const auto& entry : ranked) {
    text += fmt::format("{}{}\t{:.4f}", text.empty() ? "" : "\t", one_line_text(labels[entry.index]),
                        entry.probability);
  }
  return text + "\n";
}

std::string csv_answer(std::string_view kept, std::span<const std::string> labels,
                       std::span<const RankedClass> ranked, const std::vector<RankedClass>* answered) {
  std::string row(kept);
  for (std::size_t i = 0; i < ranked.size(); ++i) {
    row +=
        fmt::format("{}{},{}", i == 0 ? "" : ",", csv_cell(labels[ranked[i].index]), ranked[i].probability);
  }
  if (answered) row += "," + csv_cell(names_json(labels, *answered));
  return row + "\n";
}

}  // namespace

std::vector<std::string> answer_names(const Settings& settings, const Classifier& model) {
  if (settings.output == OutputKind::kText) return {};
  std::vector<std::string> names = {"predicted_label", "predicted_probability"};
  if (settings.output == OutputKind::kJsonLines) {
    if (settings.top != 1) names.emplace_back("top");
    if (model.multi_label()) names.emplace_back("predicted_labels");
    return names;
  }
  const std::size_t classes = model.labels.size(), top = static_cast<std::size_t>(settings.top);
  for (std::size_t place = 2; place <= (top == 0 ? classes : std::min(top, classes)); ++place) {
    names.push_back(fmt::format("label_{}", place));
    names.push_back(fmt::format("probability_{}", place));
  }
  if (model.multi_label()) names.emplace_back("predicted_labels");
  return names;
}

std::string answer(const Settings& settings, const Classifier& model, std::string_view kept,
                   std::span<const float> probabilities) {
  const auto ranked = rank(probabilities, static_cast<std::size_t>(settings.top));
  std::vector<RankedClass> above;
  if (model.multi_label()) above = above_threshold(model, probabilities);
  const auto* answered = model.multi_label() ? &above : nullptr;
  switch (settings.output) {
    case OutputKind::kCsv:
      return csv_answer(kept, model.labels, ranked, answered);
    case OutputKind::kJsonLines:
      return std::string(kept) + prediction_members(model.labels, ranked, settings.top != 1, answered);
    case OutputKind::kText:
      break;
  }
  if (settings.json) return prediction_json(model.labels, ranked, answered);
  return text_answer(model.labels, answered ? above : ranked);
}

}  // namespace taxon
