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
  FUZZ_REQUIRE(std::all_of(data.labels.begin(), data.labels.end(),
                           [&](std::int32_t label) { return label >= 0 && label < classes; }));
  FUZZ_REQUIRE(std::adjacent_find(data.classes.begin(), data.classes.end(), std::greater_equal<>()) ==
               data.classes.end());
  FUZZ_REQUIRE(all_utf8(data.texts) && all_utf8(data.classes) && all_utf8(data.sources));
  for (const auto& note : data.notes) FUZZ_REQUIRE(!note.what.empty() && note.count > 0);
}

}  // namespace taxon
