#pragma once

#include <initializer_list>
#include <string>

namespace taxon {

// Throws Error naming `out` where it is one of the files that a command reads, by whatever path: the result
// would take its place. Empty paths and files that are not there are none.
void refuse_overwriting(const std::string& out, std::initializer_list<std::string> inputs);

}  // namespace taxon
