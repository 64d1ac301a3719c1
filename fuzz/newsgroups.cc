// What is taken off newsgroup posts: what is left stands in the post, in order, and is still UTF-8.
#include "data/newsgroups.h"

#include "base/utf8.h"
#include "fuzz.h"

namespace taxon {
namespace {

bool is_part_of(std::string_view part, std::string_view text) {
  return part.empty() ||
         (part.data() >= text.data() && part.data() + part.size() <= text.data() + text.size());
}

// The lines of `part` are lines of `text`, in order.
void check_lines(std::string_view part, std::string_view text) {
  const auto lines = parts_between(text, "\n");
  auto line = lines.begin();
  if (part.empty()) return;
  for (const auto kept : parts_between(part, "\n")) {
    while (line != lines.end() && *line != kept) ++line;
    FUZZ_REQUIRE(line != lines.end());
    ++line;
  }
}

}  // namespace
}  // namespace taxon

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace taxon;
  const std::string text = replace_bad_utf8(as_text(data, size));
  const auto body = strip_headers(text);
  FUZZ_REQUIRE(is_part_of(body, text) && std::string_view(text).ends_with(body));
  const auto signed_off = strip_footer(text);
  FUZZ_REQUIRE(is_part_of(signed_off, text) && first_bad_utf8(signed_off) == std::string_view::npos);
  const auto own = strip_quotes(text);
  FUZZ_REQUIRE(first_bad_utf8(own) == std::string_view::npos && strip_quotes(own) == own);
  check_lines(own, text);
  return 0;
}
