#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace taxon {

// Thread-safe, as all functions here.
bool is_ascii(std::string_view text);

// The offset of the first byte that is not part of well-formed UTF-8 (Unicode's table 3-7: no surrogates,
// no over-long forms, nothing above U+10FFFF), or npos.
std::size_t first_bad_utf8(std::string_view text);

// Each maximal part of an ill-formed sequence becomes one U+FFFD, as Python's decode(errors='replace') does
// it and the Unicode standard (chapter 3.9) recommends.
std::string replace_bad_utf8(std::string_view text);

}  // namespace taxon
