#include <array>
#include <string_view>
#include <utility>

#include "reference/option_lists.h"
#include "reference/pages.h"

namespace taxon {
namespace {

// A cell of a table: a bar would end it, and an angle bracket begin a tag.
std::string cell(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '|') {
      escaped += "\\|";
    } else if (c == '<') {
      escaped += "&lt;";
    } else {
      escaped += c;
    }
  }
  return escaped;
}

// Between back quotes nothing but the bar has a meaning.
std::string code_cell(std::string_view text) {
  std::string escaped = "`";
  for (const char c : text) escaped += c == '|' ? std::string("\\|") : std::string(1, c);
  return text.empty() ? "" : escaped + "`";
}

// Which functions of the library take it: "read, train".
std::string library_uses(const Option& option) {
  constexpr std::array<std::pair<unsigned, std::string_view>, 3> kUses = {
      {{kReadTexts, "read"}, {kTrainTexts, "train"}, {kClassifyTexts, "classify"}}};
  std::string text;
  for (const auto& [bit, name] : kUses) {
    if ((option.commands & bit) != 0) text.append(text.empty() ? "" : ", ").append(name);
  }
  return text;
}

std::string command_part(const Command& command) {
  std::string text = "### taxon " + command.name + "\n\n" + command.summary + ".\n\n";
  text += "```text\ntaxon " + command.name + " " + synopsis(command) + "\n```\n\n";
  for (const auto* argument : arguments_of(command)) {
    text += "- `" + argument->name + "`: " + argument->help + "\n";
  }
  return text + "\n";
}

std::string group_part(const OptionGroup& group) {
  std::string text = "### " + group.name + "\n\n";
  text += "| option | value | default | commands | library | |\n|---|---|---|---|---|---|\n";
  for (const auto* option : group.options) {
    text += "| `" + option->name + "` | " + code_cell(option->value.placeholder) + " | " +
            code_cell(shown_default(*option)) + " | " + commands_of(*option) + " | " + library_uses(*option) +
            " | " + cell(option->help) + " |\n";
  }
  return text + "\n";
}

constexpr std::string_view kHead = R"(# Commands and options

This page is made from the program's option table by `scripts/docs options`; a test fails where it is not up to date.
`taxon COMMAND --help` says the same at the terminal. An option without a default is off or guessed until it is given.
The C++ library takes those that have a word under *library*, by their names without the dashes: `read` in `TextSet::read()`,
`train` in `train()`, `classify` in `Model::load()`, `Model::from_bytes()` and `train()` ([cpp.md](cpp.md)).

)";

}  // namespace

std::string options_page() {
  std::string text(kHead);
  text += "## Commands\n\n";
  for (const auto& command : all_commands()) text += command_part(command);
  text += "## Options\n\n";
  for (const auto& group : option_groups()) text += group_part(group);
  text.pop_back();  // the last part's blank line
  return text;
}

}  // namespace taxon
