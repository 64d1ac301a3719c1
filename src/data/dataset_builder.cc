#include "data/dataset_builder.h"

#include <utility>
#include <vector>

namespace taxon {

void DatasetBuilder::add(std::span<const std::string_view> labels, std::string text, std::string source) {
  numbers_.clear();
  for (const auto name : labels) {
    auto known = classes_.find(name);
    if (known == classes_.end()) {
      known = classes_.emplace(std::string(name), static_cast<std::int32_t>(classes_.size())).first;
    }
    numbers_.push_back(known->second);
  }
  data.labels.push_back(numbers_);
  data.texts.push_back(std::move(text));
  data.sources.push_back(std::move(source));
}

Dataset DatasetBuilder::finish() {
  std::vector<std::int32_t> new_number(classes_.size());
  for (const auto& [name, number] : classes_) {
    new_number[static_cast<std::size_t>(number)] = static_cast<std::int32_t>(data.classes.size());
    data.classes.push_back(name);
  }
  data.labels = renumber(data.labels, new_number);
  for (std::size_t i = 0; i < data.size() && !data.multi_label; ++i) {
    data.multi_label = data.labels[i].size() != 1;
  }
  return std::move(data);
}

}  // namespace taxon
