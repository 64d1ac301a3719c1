#include "base/one_line_text.h"

namespace taxon {

std::string one_line_text(std::string_view name) {
  std::string text;
  for (const char c : name) {
    if (c == '\t') {
      text += "\\t";
    } else if (c == '\n') {
      text += "\\n";
    } else if (c == '\r') {
      text += "\\r";
    } else {
      text += c;
    }
  }
  return text;
}

}  // namespace taxon
