#include "cli/input.h"

#include <string_view>

#include "base/error.h"

namespace taxon {

TextInput::TextInput(const Settings& settings)
    : kind_(settings.input),
      source_(settings.file, settings.read.encoding, settings.read.on_bad_bytes, &stop_),
      lines_(source_) {}

bool TextInput::next(std::vector<std::string>& texts) {
  texts.clear();
  return kind_ == InputKind::kText ? take_whole(texts) : take_lines(texts);
}

bool TextInput::take_whole(std::vector<std::string>& texts) {
  if (at_end_) return false;
  std::string text;
  while (source_.read_more(text)) {
    if (text.size() <= kMaxTextBytes) continue;
    throw Error({.file = source_.name()},
                "a text of more than " + std::to_string(kMaxTextBytes >> 20U) + " MB; cut it into several");
  }
  at_end_ = true;
  texts.push_back(std::move(text));
  return true;
}

bool TextInput::take_lines(std::vector<std::string>& texts) {
  std::string_view line;
  if (!lines_.next(line)) return false;
  do {
    texts.emplace_back(line);
  } while (lines_.next_held(line));
  return true;
}

}  // namespace taxon
