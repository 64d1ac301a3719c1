#pragma once

#include <string_view>

#include "data/readers.h"

namespace taxon {

// Reads a file of labelled rows: the first byte says which options to read it with, the rest is the file.
// What is accepted is well-formed and, written out as a plain table and read anew, the same rows.
void check_table(Format format, std::string_view bytes);

}  // namespace taxon
