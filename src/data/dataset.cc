#include "data/dataset.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "base/check.h"

namespace taxon {

void Dataset::note(const std::string& what, std::int64_t count) {
  const auto same = std::find_if(notes.begin(), notes.end(), [&](const Note& n) { return n.what == what; });
  if (same != notes.end()) {
    same->count += count;
  } else {
    notes.push_back({what, count});
  }
}

std::span<const std::int32_t> Dataset::single_labels() const {
  TAXON_CHECK(!multi_label && labels.values.size() == labels.size());
  return labels.values;
}

RaggedLabels renumber(const RaggedLabels& labels, std::span<const std::int32_t> new_number) {
  RaggedLabels renumbered;
  renumbered.reserve(labels.size(), labels.values.size());
  std::vector<std::int32_t> row;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    row.clear();
    for (const auto label : labels[i]) {
      const auto number = new_number[static_cast<std::size_t>(label)];
      if (number >= 0) row.push_back(number);
    }
    std::sort(row.begin(), row.end());
    row.erase(std::unique(row.begin(), row.end()), row.end());
    renumbered.push_back(row);
  }
  return renumbered;
}

Dataset take(Dataset& data, std::span<const std::size_t> indices) {
  Dataset taken;
  taken.classes = data.classes;
  taken.multi_label = data.multi_label;
  taken.texts.reserve(indices.size());
  taken.labels.reserve(indices.size(), indices.size());
  taken.sources.reserve(indices.size());
  for (const std::size_t i : indices) {
    TAXON_CHECK(i < data.size());
    taken.texts.push_back(std::exchange(data.texts[i], {}));
    taken.labels.push_back(data.labels[i]);
    taken.sources.push_back(std::exchange(data.sources[i], {}));
  }
  return taken;
}

DuplicateReport find_duplicates(const Dataset& train, const Dataset* valid) {
  struct Seen {
    std::span<const std::int32_t> labels;
    bool unlike;
  };
  DuplicateReport report;
  std::unordered_map<std::string_view, Seen> seen;
  const auto look_at = [&](const Dataset& data, std::size_t i) {
    const auto [entry, is_new] = seen.try_emplace(data.texts[i], Seen{data.labels[i], false});
    if (!is_new && !entry->second.unlike && !std::ranges::equal(entry->second.labels, data.labels[i])) {
      entry->second.unlike = true;
      ++report.texts_labelled_unlike;
    }
  };
  for (std::size_t i = 0; i < train.size(); ++i) look_at(train, i);
  if (!valid) return report;
  TAXON_CHECK(valid->classes == train.classes);
  for (const auto& text : valid->texts) report.valid_also_in_train += seen.contains(text) ? 1 : 0;
  for (std::size_t i = 0; i < valid->size(); ++i) look_at(*valid, i);
  return report;
}

}  // namespace taxon
