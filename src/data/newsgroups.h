#pragma once

#include <string>
#include <string_view>

namespace taxon {

// What scikit-learn 1.9.1's fetch_20newsgroups(remove=...) leaves of a post; the text is UTF-8.

// All that follows the first blank line; nothing if there is none.
std::string_view strip_headers(std::string_view text);

// Without the block that follows the last line that is blank or made of hyphens: a signature, mostly. The
// white space around the text goes with it; where no such line is found, nothing changes.
std::string_view strip_footer(std::string_view text);

// Without lines that quote (start with > or |) or that introduce a quotation ("... writes:").
std::string strip_quotes(std::string_view text);

}  // namespace taxon
