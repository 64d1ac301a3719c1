#pragma once

#include <string>

namespace taxon {

// Messages of the rooms below name options as the command line does ("use --threads"). This takes the dashes
// from those that the library has too ("use threads"); others are the program's, and stay as they are.
std::string library_wording(const std::string& message);

}  // namespace taxon
