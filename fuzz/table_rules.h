#pragma once

#include <string_view>

#include "data/readers.h"

namespace taxon {

// Reads a file of labelled rows of any format but folders and archives: the first two bytes say which options
// to read it with, the rest is the file. What is accepted is well-formed and, written out as CSV (or as JSON
// Lines where texts have several labels) and read anew, the same rows.
void check_rows(Format format, std::string_view bytes);

}  // namespace taxon
