#include "data/column_names.h"

#include <algorithm>

namespace taxon {

std::vector<std::string> column_names(const std::string& text,
                                      const std::function<bool(const std::string&)>& is_known) {
  if (is_known(text)) return {text};
  std::vector<std::string> names;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    names.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return names;
}

}  // namespace taxon
