#include <string_view>

#include "reference/option_lists.h"
#include "reference/pages.h"

namespace taxon {
namespace {

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

// Single quotes of a shell, with `quote` for a quote inside.
std::string quoted(std::string_view text, std::string_view quote) {
  std::string inside = "'";
  for (const char c : text) inside += c == '\'' ? std::string(quote) : std::string(1, c);
  return inside + "'";
}

std::string command_names() {
  std::vector<std::string> names;
  for (const auto& command : all_commands()) names.push_back(command.name);
  return joined(names);
}

std::string option_names(const Command& command) {
  std::vector<std::string> names = {"--help"};
  for (const auto* option : options_of(command)) names.push_back(option->name);
  return joined(names);
}

// The words of the only positional argument that takes some ("20newsgroups"), for commands that have one.
std::vector<std::string> argument_words(const Command& command) {
  for (const auto* argument : arguments_of(command)) {
    auto words = value_shape(argument->value.placeholder).words;
    if (!words.empty()) return words;
  }
  return {};
}

// One line of a bash `case` for each option whose values are a few words.
std::string bash_value_cases() {
  std::string text;
  for (const auto& option : all_options()) {
    const auto words = value_shape(option.value.placeholder).words;
    if (!option.name.starts_with('-') || words.empty()) continue;
    text += "    " + option.name + ") words='" + joined(words) + "' ;;\n";
  }
  return text;
}

std::string bash_command_cases() {
  std::string text;
  for (const auto& command : all_commands()) {
    text += "    " + command.name + ") options='" + option_names(command) + "' arguments='" +
            joined(argument_words(command)) + "' ;;\n";
  }
  return text;
}

// In _arguments a colon ends a description's part and a bracket the description.
std::string zsh_text(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == ':' || c == '[' || c == ']' || c == '\\') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

std::string zsh_action(const ValueShape& shape) {
  if (shape.is_path) return "_files";
  return shape.words.empty() ? "" : "(" + joined(shape.words) + ")";
}

std::string zsh_spec(const Option& option) {
  const auto& value = option.value.placeholder;
  const auto shape = value_shape(value);
  if (!option.name.starts_with('-')) {
    return "*:" + zsh_text(option.name) + ":" + (shape.words.empty() ? "_files" : zsh_action(shape));
  }
  std::string spec = (option.repeats ? "*" : "") + option.name + "[" + zsh_text(option.help) + "]";
  if (!value.empty()) spec += ":" + zsh_text(value) + ":" + zsh_action(shape);
  return spec;
}

}  // namespace

std::string bash_completion() {
  std::string text = "# Completion of taxon's commands, options and values for bash.\n_taxon() {\n";
  text += "  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}\n";
  text += "  local words='' options='' arguments=''\n  COMPREPLY=()\n";
  text += "  if [ \"$COMP_CWORD\" -eq 1 ]; then\n";
  text +=
      "    mapfile -t COMPREPLY < <(compgen -W '" + command_names() + " --help --version' -- \"$current\")\n";
  text += "    return\n  fi\n";
  text += "  case $previous in\n" + bash_value_cases() + "  esac\n";
  text +=
      "  if [ -z \"$words\" ]; then\n    case ${COMP_WORDS[1]} in\n" + bash_command_cases() + "    esac\n";
  text += "    case $current in\n      -*) words=$options ;;\n      *) words=$arguments ;;\n    esac\n  fi\n";
  text += "  [ -z \"$words\" ] || mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$current\")\n}\n";
  return text + "complete -o default -F _taxon taxon\n";
}

std::string zsh_completion() {
  std::string text = "#compdef taxon\n# Completion of taxon's commands, options and values for zsh.\n\n";
  text += "local -a commands\ncommands=(\n";
  for (const auto& command : all_commands()) {
    text += "  " + quoted(command.name + ":" + zsh_text(command.summary), "'\\''") + "\n";
  }
  text += ")\nif (( CURRENT == 2 )); then\n  _describe command commands\n  return\nfi\n";
  text += "local command=$words[2]\nshift words\n(( CURRENT -= 1 ))\ncase $command in\n";
  for (const auto& command : all_commands()) {
    text += "  " + command.name + ")\n    _arguments '--help[print this help]'";
    for (const auto* option : options_of(command)) text += " \\\n      " + quoted(zsh_spec(*option), "'\\''");
    const auto arguments = arguments_of(command);
    // One pattern for all of them: two would be two specifications of the same places.
    if (!arguments.empty()) {
      const bool words = !argument_words(command).empty();
      text += " \\\n      ";
      text += quoted(words ? zsh_spec(*arguments.front()) : "*:file:_files", "'\\''");
    }
    text += "\n    ;;\n";
  }
  return text + "esac\n";
}

std::string fish_completion() {
  std::string text = "# Completion of taxon's commands, options and values for fish.\n";
  for (const auto& command : all_commands()) {
    text += "complete -c taxon -f -n __fish_use_subcommand -a " + command.name + " -d " +
            quoted(command.summary, "\\'") + "\n";
  }
  for (const auto& command : all_commands()) {
    const std::string start = "complete -c taxon -n '__fish_seen_subcommand_from " + command.name + "'";
    const auto arguments = argument_words(command);
    if (!arguments.empty()) text += start + " -f -a '" + joined(arguments) + "'\n";
    for (const auto* option : options_of(command)) {
      const auto shape = value_shape(option->value.placeholder);
      text += start + " -l " + option->name.substr(2);
      if (!option->value.placeholder.empty()) text += shape.is_path ? " -r" : " -x";
      if (!shape.words.empty()) text += " -a '" + joined(shape.words) + "'";
      text += " -d " + quoted(option->help, "\\'") + "\n";
    }
  }
  return text;
}

}  // namespace taxon
