#pragma once

#include <string>
#include <string_view>

#include "text/icu_words.h"

namespace taxon {

// Ways to cut a lower-cased text for n-grams. Both write the parts one after the other with one space
// before each and one behind the last, so that every n-gram is a run of bytes of `joined`; of a text without
// parts it is one space. text: well-formed UTF-8. joined is overwritten. Thread-safe.

// What stands between white space (as Python's str.split() has it), marks and all.
void join_pieces(std::string_view text, std::string& joined);

// Words of two characters or more: runs of letters, digits, marks and "_". That is scikit-learn's token
// pattern \b\w\w+\b, but for marks (General_Category M), which Python's \w lacks: it would cut words of
// Hindi or Thai at each vowel sign.
void join_words(std::string_view text, std::string& joined);

// The words that ICU's boundaries part, of one character too: in scripts without spaces many words are no
// longer.
void join_words(std::string_view text, IcuWords& icu, std::string& joined);

}  // namespace taxon
