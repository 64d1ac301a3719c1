#pragma once

#include <span>
#include <string>
#include <string_view>

namespace taxon {

// Throws Error naming text `index` and the byte where it is not UTF-8.
void require_utf8(std::string_view text, std::size_t index);
void require_utf8(std::span<const std::string> texts);

}  // namespace taxon
