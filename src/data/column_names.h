#pragma once

#include <functional>
#include <string>
#include <vector>

namespace taxon {

// The columns or keys that an option's text names: the one of just that name if there is one, or else those
// between its commas.
std::vector<std::string> column_names(const std::string& text,
                                      const std::function<bool(const std::string&)>& is_known);

}  // namespace taxon
