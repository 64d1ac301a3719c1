#include "api/class_weights.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/files.h"
#include "base/one_line_text.h"
#include "base/parse_number.h"

namespace taxon {
namespace {

std::vector<float> balanced(const Dataset& train) {
  std::vector<std::size_t> counts(train.classes.size());
  for (const auto label : train.labels.values) ++counts[static_cast<std::size_t>(label)];
  std::vector<float> weights;
  for (const std::size_t count : counts) {
    const double share = static_cast<double>(train.classes.size()) * static_cast<double>(count);
    weights.push_back(count == 0 ? 1.0F : static_cast<float>(static_cast<double>(train.size()) / share));
  }
  return weights;
}

bool is_weight(float weight) {
  return weight >= 0 && std::isfinite(weight);
}

// One line "LABEL<TAB>WEIGHT". The label may hold tabs; the weight may not. A label with a line end is
// written as text output shows it.
void read_line(std::string_view line, const Where& where, const Dataset& train, std::vector<float>& weights) {
  const auto tab = line.rfind('\t');
  if (tab == std::string_view::npos) throw Error(where, "has no TAB; write LABEL<TAB>WEIGHT");
  const auto label = line.substr(0, tab), number = line.substr(tab + 1);
  auto it = std::find(train.classes.begin(), train.classes.end(), label);
  if (it == train.classes.end()) {
    it = std::find_if(train.classes.begin(), train.classes.end(),
                      [&](const std::string& name) { return one_line_text(name) == label; });
  }
  if (it == train.classes.end()) throw Error(where, "no text is of class " + quoted_name(label));
  const auto weight = parse_number<float>(number);
  if (!weight || !is_weight(*weight)) {
    throw Error(where, quoted_name(number) + " is no weight; write a number of at least 0, as 0.5");
  }
  weights[static_cast<std::size_t>(it - train.classes.begin())] = *weight;
}

std::vector<float> from_file(const std::string& path, const Dataset& train) {
  const std::string text = read_file(path);
  std::vector<float> weights(train.classes.size(), 1.0F);
  Where where{.file = path};
  for (std::size_t begin = 0; begin < text.size();) {
    const auto end = std::min(text.find('\n', begin), text.size());
    auto line = std::string_view(text).substr(begin, end - begin);
    if (line.ends_with('\r')) line.remove_suffix(1);
    ++where.line;
    if (!line.empty()) read_line(line, where, train, weights);
    begin = end + 1;
  }
  return weights;
}

}  // namespace

std::vector<float> class_weights(const std::string& how, LabelWeights label_weights, const Dataset& train) {
  std::vector<float> weights;
  if (!how.empty()) weights = how == "balanced" ? balanced(train) : from_file(how, train);
  if (weights.empty() && !label_weights.empty()) weights.assign(train.classes.size(), 1.0F);
  for (const auto& [label, weight] : label_weights) {
    const Where where{.field = "weight of " + quoted_name(label)};
    const auto it = std::find(train.classes.begin(), train.classes.end(), label);
    if (it == train.classes.end()) throw Error(where, "no text is of that class");
    if (!is_weight(weight))
      throw Error(where, "is " + std::to_string(weight) + "; give a number of at least 0");
    weights[static_cast<std::size_t>(it - train.classes.begin())] = weight;
  }
  return weights;
}

}  // namespace taxon
