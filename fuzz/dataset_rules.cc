#include "dataset_rules.h"

#include <algorithm>
#include <functional>

#include "base/utf8.h"
#include "fuzz.h"

namespace taxon {
namespace {

bool all_utf8(const std::vector<std::string>& texts) {
  return std::all_of(texts.begin(), texts.end(),
                     [](const auto& text) { return first_bad_utf8(text) == std::string_view::npos; });
}

}  // namespace

void require_well_formed(const Dataset& data) {
  FUZZ_REQUIRE(data.labels.size() == data.size() && data.sources.size() == data.size());
  const auto classes = static_cast<std::int32_t>(data.classes.size());
  for (std::size_t i = 0; i < data.size(); ++i) {
    const auto labels = data.labels[i];
    FUZZ_REQUIRE(data.multi_label || labels.size() == 1);
    FUZZ_REQUIRE(std::adjacent_find(labels.begin(), labels.end(), std::greater_equal<>()) == labels.end());
    FUZZ_REQUIRE(labels.empty() || (labels.front() >= 0 && labels.back() < classes));
  }
  FUZZ_REQUIRE(std::adjacent_find(data.classes.begin(), data.classes.end(), std::greater_equal<>()) ==
               data.classes.end());
  FUZZ_REQUIRE(all_utf8(data.texts) && all_utf8(data.classes) && all_utf8(data.sources));
  for (const auto& note : data.notes) FUZZ_REQUIRE(!note.what.empty() && note.count > 0);
}

}  // namespace taxon
