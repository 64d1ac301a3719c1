#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace taxon {

// The one of `known` that is likely meant by a misspelt word: the nearest by Levenshtein's distance, the
// first of equals; nothing where even that is more than three letters away.
std::optional<std::string> nearest_word(std::string_view word, std::span<const std::string> known);

}  // namespace taxon
