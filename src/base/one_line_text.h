#pragma once

#include <string>
#include <string_view>

namespace taxon {

// A label, or what else a user named, as lines of text show it: its bytes, but TAB, LF and CR, which would
// end a field or the line, as the two characters \t, \n and \r. JSON and CSV carry the bytes unchanged.
std::string one_line_text(std::string_view name);

}  // namespace taxon
