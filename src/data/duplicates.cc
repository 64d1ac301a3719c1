#include "data/duplicates.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>

#include "base/check.h"

namespace taxon {

DuplicateReport find_duplicates(const Dataset& train, const Dataset* valid) {
  struct Seen {
    std::size_t position;
    std::span<const std::int32_t> labels;
    bool unlike;
  };
  TAXON_CHECK(!valid || valid->classes == train.classes);
  DuplicateReport report;
  std::unordered_map<std::string_view, Seen> seen;
  const auto look_at = [&](const Dataset& data, std::size_t i, std::size_t position) {
    const auto [entry, is_new] = seen.try_emplace(data.texts[i], Seen{position, data.labels[i], false});
    if (is_new) return;
    Seen& first = entry->second;
    report.repeats.push_back({first.position, position});
    if (first.position < train.size() && position >= train.size()) ++report.valid_also_in_train;
    if (first.unlike || std::ranges::equal(first.labels, data.labels[i])) return;
    first.unlike = true;
    report.labelled_unlike.push_back({first.position, position});
  };
  for (std::size_t i = 0; i < train.size(); ++i) look_at(train, i, i);
  for (std::size_t i = 0; valid && i < valid->size(); ++i) look_at(*valid, i, train.size() + i);
  return report;
}

}  // namespace taxon
