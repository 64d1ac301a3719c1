#include "api/library_wording.h"

#include <algorithm>
#include <string_view>

#include "options/options.h"

namespace taxon {
namespace {

bool is_library_option(std::string_view name) {
  constexpr unsigned kLibrary = kReadTexts | kTrainTexts | kClassifyTexts;
  return std::ranges::any_of(all_options(), [&](const Option& option) {
    return option.name == name && (option.commands & kLibrary) != 0;
  });
}

}  // namespace

std::string library_wording(const std::string& message) {
  constexpr std::string_view kLetters = "-abcdefghijklmnopqrstuvwxyz";
  std::string text;
  for (std::size_t i = 0; i < message.size();) {
    const bool begins = message.compare(i, 2, "--") == 0 && (i == 0 || message[i - 1] == ' ');
    const auto end = std::min(begins ? message.find_first_not_of(kLetters, i) : i + 1, message.size());
    const auto word = std::string_view(message).substr(i, end - i);
    text += begins && is_library_option(word) ? word.substr(2) : word;
    i = end;
  }
  return text;
}

}  // namespace taxon
