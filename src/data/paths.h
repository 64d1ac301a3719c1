#pragma once

#include <span>
#include <string>
#include <vector>

namespace taxon {

// How a path on the command line says "standard input".
inline constexpr const char* kStandardInput = "-";

// The paths that the given ones stand for, in order: each itself if there is something at it or if it has no
// wildcard, else all that it matches as a pattern of *, ? and [...] (glob(7)), in byte order. Throws Error
// for a pattern that matches nothing and for a path that comes twice.
std::vector<std::string> expand_paths(std::span<const std::string> given);

// For messages about all of them: the only one, or "FIRST and N more".
std::string paths_text(std::span<const std::string> paths);

}  // namespace taxon
