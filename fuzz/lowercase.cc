// Lower-casing and the way back from its positions: the result is UTF-8, lower-casing it again changes
// nothing, the changes account for every byte, and the way back leads to borders of characters, in order.
#include "text/lowercase.h"

#include "base/utf8.h"
#include "fuzz.h"

namespace taxon {
namespace {

bool starts_a_character(std::string_view text, std::size_t at) {
  return at == text.size() || (static_cast<unsigned char>(text[at]) & 0xC0U) != 0x80U;
}

void check_changes(std::string_view text, std::string_view lowered, const LengthChanges& changes) {
  std::size_t from = 0, to = 0;
  for (const auto& change : changes) {
    FUZZ_REQUIRE(change.from >= from && change.to >= to && change.from - from == change.to - to);
    FUZZ_REQUIRE(change.from_size != change.to_size);
    from = change.from + change.from_size;
    to = change.to + change.to_size;
  }
  FUZZ_REQUIRE(from <= text.size() && to <= lowered.size());
  FUZZ_REQUIRE(text.size() - from == lowered.size() - to);
}

void check_way_back(std::string_view text, std::string_view lowered, const LengthChanges& changes) {
  WayBack way(changes);
  std::size_t last = 0;
  for (std::size_t to = 0; to < lowered.size(); ++to) {
    if (!starts_a_character(lowered, to)) continue;
    const std::size_t begin = way.begin(to);
    FUZZ_REQUIRE(begin >= last && begin < text.size() && starts_a_character(text, begin));
    last = begin;
  }
  FUZZ_REQUIRE(way.end(lowered.size()) == text.size());
}

}  // namespace
}  // namespace taxon

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace taxon;
  const std::string text = replace_bad_utf8(as_text(data, size));
  std::string lowered, again;
  LengthChanges changes, none;
  lowercase(text, lowered, changes);
  FUZZ_REQUIRE(first_bad_utf8(lowered) == std::string_view::npos);
  check_changes(text, lowered, changes);
  check_way_back(text, lowered, changes);
  lowercase(lowered, again, none);
  FUZZ_REQUIRE(again == lowered && none.empty());
  return 0;
}
