#pragma once

#include <optional>
#include <string>
#include <vector>

namespace taxon {

// evaluate's "A B DATA" beside its "MODEL DATA": takes the first of the paths away if it is a model file.
// That is told by the bytes the file begins with, which no form of DATA begins with: whatever a path is
// called, it is read as what it is. Folders, pipes and standard input are never models, nor are they read
// here. Throws Error where nothing is left, or where another path is a model too.
std::optional<std::string> take_second_model(std::vector<std::string>& paths);

}  // namespace taxon
