#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace taxon {

// Thread-safe, as all functions here.
bool is_ascii(std::string_view text);

// The length of the ASCII run at the start.
std::size_t ascii_prefix(std::string_view text);

// The offset of the first byte that is not part of well-formed UTF-8 (Unicode's table 3-7: no surrogates,
// no over-long forms, nothing above U+10FFFF), or npos.
std::size_t first_bad_utf8(std::string_view text);

// Each maximal part of an ill-formed sequence becomes one U+FFFD, as Python's decode(errors='replace') does
// it and the Unicode standard (chapter 3.9) recommends.
// `replaced`, where given, is set to how many there were.
std::string replace_bad_utf8(std::string_view text, std::size_t* replaced = nullptr);

// How many bytes at the end (0 to 3) begin a well-formed sequence and lack the rest of it: where text comes
// in pieces, the next one may bring it.
std::size_t incomplete_utf8_tail(std::string_view text);

}  // namespace taxon
