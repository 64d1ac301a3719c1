#include "interop/shallow_json.h"

#include <nlohmann/json.hpp>
#include <string>

#include "base/error.h"

namespace taxon {
namespace {

constexpr int kDeepest = 64;

// Goes over the text by itself: the parser's own callback would do too, but the parser then looks through
// all of an object's or list's entries whenever one of them ends, which takes the square of their number.
// What is no JSON may be counted wrongly, but only behind the place where the parser gives up.
void refuse_deep(std::string_view text) {
  int depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted && c == '\\') {
      ++i;
    } else if (c == '"') {
      quoted = !quoted;
    } else if (!quoted && (c == '[' || c == '{')) {
      if (++depth > kDeepest) throw Error("is nested too deeply");
    } else if (!quoted && (c == ']' || c == '}')) {
      --depth;
    }
  }
}

}  // namespace

nlohmann::json parse_shallow(std::string_view text) {
  refuse_deep(text);
  try {
    return nlohmann::json::parse(text);
  } catch (const nlohmann::json::parse_error& error) {
    throw Error("is damaged at byte " + std::to_string(error.byte));
  } catch (const nlohmann::json::exception&) {
    throw Error("is damaged: a number in it is beyond all bounds");  // the parser's only other complaint
  }
}

std::string shown(const nlohmann::json& value) {
  constexpr bool kAscii = true;
  return value.dump(-1, ' ', kAscii, nlohmann::json::error_handler_t::replace).substr(0, 60);
}

}  // namespace taxon
