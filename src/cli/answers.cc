#include "cli/answers.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/json_output.h"
#include "cli/kept_columns.h"
#include "cli/ranking.h"

namespace taxon {
namespace {

// "label<TAB>probability", the pairs parted by TABs too.
std::string text_answer(std::span<const std::string> labels, std::span<const RankedClass> ranked) {
  std::string text;
  for (const auto& entry : ranked) {
    text += fmt::format("{}{}\t{:.4f}", text.empty() ? "" : "\t", labels[entry.index], entry.probability);
  }
  return text + "\n";
}

std::string csv_answer(std::string_view kept, std::span<const std::string> labels,
                       std::span<const RankedClass> ranked) {
  std::string row(kept);
  for (std::size_t i = 0; i < ranked.size(); ++i) {
    row +=
        fmt::format("{}{},{}", i == 0 ? "" : ",", csv_cell(labels[ranked[i].index]), ranked[i].probability);
  }
  return row + "\n";
}

}  // namespace

std::vector<std::string> answer_names(const Settings& settings, std::size_t classes) {
  if (settings.output == OutputKind::kText) return {};
  std::vector<std::string> names = {"predicted_label", "predicted_probability"};
  if (settings.output == OutputKind::kJsonLines) {
    if (settings.top != 1) names.emplace_back("top");
    return names;
  }
  const auto top = static_cast<std::size_t>(settings.top);
  for (std::size_t place = 2; place <= (top == 0 ? classes : std::min(top, classes)); ++place) {
    names.push_back(fmt::format("label_{}", place));
    names.push_back(fmt::format("probability_{}", place));
  }
  return names;
}

std::string answer(const Settings& settings, const Classifier& model, std::string_view kept,
                   std::span<const float> probabilities) {
  const auto ranked = rank(probabilities, static_cast<std::size_t>(settings.top));
  switch (settings.output) {
    case OutputKind::kCsv:
      return csv_answer(kept, model.labels, ranked);
    case OutputKind::kJsonLines:
      return std::string(kept) + prediction_members(model.labels, ranked, settings.top != 1);
    case OutputKind::kText:
      break;
  }
  return settings.json ? prediction_json(model.labels, ranked) : text_answer(model.labels, ranked);
}

}  // namespace taxon
