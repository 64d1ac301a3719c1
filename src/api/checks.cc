#include "api/checks.h"

#include "base/error.h"
#include "base/utf8.h"

namespace taxon {

void require_utf8(std::string_view text, std::size_t index) {
  const auto bad = first_bad_utf8(text);
  if (bad == std::string_view::npos) return;
  throw Error("text " + std::to_string(index) + " is not UTF-8 from byte " + std::to_string(bad) +
              " on; decode it first");
}

void require_utf8(std::span<const std::string> texts) {
  for (std::size_t i = 0; i < texts.size(); ++i) require_utf8(texts[i], i);
}

}  // namespace taxon
