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

// The words of a command's first argument ("20newsgroups"); those behind it are files, as all of them are
// where the first has no words.
std::vector<std::string> first_words(const Command& command) {
  const auto arguments = arguments_of(command);
  if (arguments.empty()) return {};
  return value_shape(arguments.front()->value.placeholder).words;
}

// "'train --mask'|'import --mask'": a pattern for what has been typed where a value of the option is next.
std::string bash_pattern(const Option& option) {
  std::string pattern;
  for (const auto& command : all_commands()) {
    if ((option.commands & command.bit) == 0) continue;
    pattern += (pattern.empty() ? "" : "|") + quoted(command.name + " " + option.name, "'\\''");
  }
  return pattern;
}

// What is offered for the value of each option that takes one. Options of one name may differ by command.
std::string bash_value_cases() {
  std::string text;
  for (const auto& option : all_options()) {
    const auto pattern = bash_pattern(option);
    if (!option.name.starts_with('-') || option.value.placeholder.empty() || pattern.empty()) continue;
    const auto shape = value_shape(option.value.placeholder);
    text += "    " + pattern + ")";
    text += shape.words.empty() ? " return" : " words='" + joined(shape.words) + "'";
    if (!shape.words.empty() && shape.is_path) text += " files=yes";
    text += " ;;\n";
  }
  return text;
}

std::string bash_command_cases() {
  std::string text;
  for (const auto& command : all_commands()) {
    text += "    " + command.name + ") options='" + option_names(command) + "' arguments='" +
            joined(first_words(command)) + "' ;;\n";
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
  const std::string words = shape.words.empty() ? "" : "(" + joined(shape.words) + ")";
  if (!shape.is_path || words.empty()) return shape.is_path ? "_files" : words;
  return R"({_alternative "words\:word\:)" + words + R"(" "files\:file\:_files"})";
}

std::string zsh_option(const Option& option) {
  const auto& value = option.value.placeholder;
  std::string spec = (option.repeats ? "*" : "") + option.name + "[" + zsh_text(option.help) + "]";
  if (!value.empty()) spec += ":" + zsh_text(value) + ":" + zsh_action(value_shape(value));
  return spec;
}

// The words of the first argument, and one pattern for all behind it: two would be two specifications of the
// same places.
std::vector<std::string> zsh_arguments(const Command& command) {
  const auto arguments = arguments_of(command);
  if (arguments.empty()) return {};
  std::vector<std::string> specs;
  const auto words = first_words(command);
  if (!words.empty()) specs.push_back("1:" + zsh_text(arguments.front()->name) + ":(" + joined(words) + ")");
  if (words.empty() || arguments.size() > 1) specs.emplace_back("*:file:_files");
  return specs;
}

}  // namespace

std::string bash_completion() {
  std::string text = "# Completion of taxon's commands, options and values for bash.\n_taxon() {\n";
  text += "  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}\n";
  text += "  local words='' options='' arguments='' files=''\n  COMPREPLY=()\n";
  text += "  if [ \"$COMP_CWORD\" -eq 1 ]; then\n";
  text +=
      "    mapfile -t COMPREPLY < <(compgen -W '" + command_names() + " --help --version' -- \"$current\")\n";
  text += "    return\n  fi\n";
  text += "  # Where nothing is offered, bash offers files.\n";
  text += "  case \"${COMP_WORDS[1]} $previous\" in\n" + bash_value_cases() + "  esac\n";
  text +=
      "  if [ -z \"$words\" ]; then\n    case ${COMP_WORDS[1]} in\n" + bash_command_cases() + "    esac\n";
  text += "    case $current in\n      -*) words=$options ;;\n";
  text += "      *) if [ \"$COMP_CWORD\" -eq 2 ]; then words=$arguments; fi ;;\n    esac\n  fi\n";
  text += "  [ -n \"$words\" ] || return 0\n";
  text += "  mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$current\" || true\n";
  text += "    if [ -n \"$files\" ]; then compgen -f -- \"$current\"; fi)\n}\n";
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
    for (const auto* option : options_of(command)) {
      text += " \\\n      " + quoted(zsh_option(*option), "'\\''");
    }
    for (const auto& argument : zsh_arguments(command)) text += " \\\n      " + quoted(argument, "'\\''");
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
    const auto words = first_words(command);
    if (!words.empty()) {
      text += "complete -c taxon -n '__fish_seen_subcommand_from " + command.name +
              "; and test (count (commandline -opc)) -eq 2' -f -a '" + joined(words) + "'\n";
    }
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
