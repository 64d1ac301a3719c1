#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/command_table.h"
#include "options/options.h"

namespace taxon {

// Views of the option table that all pages share.

using OptionList = std::vector<const Option*>;

// What a command takes, in the table's order.
OptionList arguments_of(const Command& command);
OptionList options_of(const Command& command);

// The options under one heading of the help, in the table's order.
struct OptionGroup {
  std::string name;
  OptionList options;
};
std::vector<OptionGroup> option_groups();

// "train, evaluate": the commands that take an option.
std::string commands_of(const Option& option);

// "DATA... --out FILE [options]": what stands behind the command's name.
std::string synopsis(const Command& command);

// What can be typed for a value, as far as its placeholder tells.
struct ValueShape {
  std::vector<std::string> words;  // "on", "off"
  bool is_path = false;
};
ValueShape value_shape(std::string_view placeholder);

}  // namespace taxon
