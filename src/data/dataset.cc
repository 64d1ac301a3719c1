#include "data/dataset.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/check.h"
#include "base/error.h"

namespace taxon {

std::string note_text(const Note& note) {
  return note.what + ": " + std::to_string(note.count) +
         (note.first.empty() ? "" : ", the first at " + printable(note.first));
}

void Dataset::note(const std::string& what, std::int64_t count, const std::string& first) {
  const auto same = std::find_if(notes.begin(), notes.end(), [&](const Note& n) { return n.what == what; });
  if (same != notes.end()) {
    same->count += count;
  } else {
    notes.push_back({what, count, first});
  }
}

void Dataset::note(const BadBytes& bad) {
  if (bad.count > 0) note(kBadBytesNote, bad.count, bad.first);
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

void share_classes(Dataset& a, Dataset& b) {
  std::vector<std::string> all;
  std::ranges::set_union(a.classes, b.classes, std::back_inserter(all));
  for (Dataset* data : {&a, &b}) {
    std::vector<std::int32_t> new_number;
    for (const auto& name : data->classes) {
      const auto place = std::ranges::lower_bound(all, name) - all.begin();
      new_number.push_back(static_cast<std::int32_t>(place));
    }
    data->labels = renumber(data->labels, new_number);
    data->classes = all;
  }
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

}  // namespace taxon
