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
std::string text_answer(std::span<const std::string> labels, const Prediction& prediction) {
  const auto& shown = prediction.above ? *prediction.above : prediction.ranked;
  std::string text;
  for (std::size_t i = 0; i < shown.size(); ++i) {
    const bool none = prediction.rejected && i == 0;
    text += fmt::format("{}{}\t{:.4f}", i == 0 ? "" : "\t", none ? "" : one_line_text(labels[shown[i].index]),
                        shown[i].probability);
  }
  return text + "\n";
}

std::string csv_answer(std::string_view kept, std::span<const std::string> labels,
                       const Prediction& prediction) {
  std::string row(kept);
  const auto& ranked = prediction.ranked;
  for (std::size_t i = 0; i < ranked.size(); ++i) {
    const bool none = prediction.rejected && i == 0;
    row += fmt::format("{}{},{}", i == 0 ? "" : ",", none ? "" : csv_cell(labels[ranked[i].index]),
                       ranked[i].probability);
  }
  if (prediction.above) row += "," + csv_cell(names_json(labels, *prediction.above));
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
  Prediction prediction{.ranked = rank(probabilities, static_cast<std::size_t>(settings.top))};
  prediction.rejected = prediction.ranked.front().probability < settings.reject_below;
  if (model.multi_label()) prediction.above = above_threshold(model, probabilities);
  switch (settings.output) {
    case OutputKind::kCsv:
      return csv_answer(kept, model.labels, prediction);
    case OutputKind::kJsonLines:
      return std::string(kept) + prediction_members(model.labels, prediction, settings.top != 1);
    case OutputKind::kText:
      break;
  }
  return settings.json ? prediction_json(model.labels, prediction) : text_answer(model.labels, prediction);
}

}  // namespace taxon
