#include "reference/option_lists.h"

#include <algorithm>
#include <cctype>

namespace taxon {
namespace {

bool is_argument(const Option& option) {
  return !option.name.starts_with('-');
}

OptionList taken_by(const Command& command, bool arguments) {
  OptionList list;
  for (const auto& option : all_options()) {
    if ((option.commands & command.bit) != 0 && is_argument(option) == arguments) list.push_back(&option);
  }
  return list;
}

// Placeholders name what is to be put in their place in capitals; what is to be typed as it stands is not.
bool is_word(std::string_view part) {
  return !part.empty() && std::none_of(part.begin(), part.end(), [](unsigned char c) {
    return std::isupper(c) != 0 || std::isspace(c) != 0;
  });
}

}  // namespace

OptionList arguments_of(const Command& command) {
  return taken_by(command, true);
}

OptionList options_of(const Command& command) {
  return taken_by(command, false);
}

std::vector<OptionGroup> option_groups() {
  std::vector<OptionGroup> groups;
  for (const auto& option : all_options()) {
    if (is_argument(option)) continue;
    auto group = std::find_if(groups.begin(), groups.end(),
                              [&](const OptionGroup& known) { return known.name == option.group; });
    if (group == groups.end()) group = groups.insert(groups.end(), {option.group, {}});
    group->options.push_back(&option);
  }
  return groups;
}

std::string commands_of(const Option& option) {
  std::string names;
  for (const auto& command : all_commands()) {
    if ((option.commands & command.bit) != 0) names += (names.empty() ? "" : ", ") + command.name;
  }
  return names;
}

std::string synopsis(const Command& command) {
  std::string text;
  for (const auto* argument : arguments_of(command)) {
    const std::string name = argument->name + (argument->repeats ? "..." : "");
    text += argument->presence == Presence::kRequired ? name + " " : "[" + name + "] ";
  }
  for (const auto* option : options_of(command)) {
    if (option->presence == Presence::kRequired) {
      text += option->name + " " + option->value.placeholder + " ";
    }
  }
  return text + "[options]";
}

ValueShape value_shape(std::string_view placeholder) {
  ValueShape shape;
  for (std::size_t begin = 0; begin <= placeholder.size();) {
    const auto end = std::min(placeholder.find('|', begin), placeholder.size());
    const auto part = placeholder.substr(begin, end - begin);
    if (is_word(part)) shape.words.emplace_back(part);
    shape.is_path = shape.is_path || part.starts_with("PATH") || part.starts_with("FILE") ||
                    part == "FOLDER" || part == "MODEL";
    begin = end + 1;
  }
  return shape;
}

}  // namespace taxon
