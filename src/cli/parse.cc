#include "cli/parse.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>

#include "base/error.h"
#include "cli/version.h"

namespace taxon {
namespace {

// The texts given for each option on the command line.
using GivenTexts = std::map<const Option*, std::string>;

void declare(CLI::App& command, const Option& option, const std::string& default_text, GivenTexts& given) {
  const auto store = [&given, &option](const std::string& text) { given[&option] = text; };
  if (option.value.placeholder.empty()) {
    command
        .add_flag_callback(
            option.name, [store] { store(""); }, option.help)
        ->group(option.group);
    return;
  }
  auto* declared = command.add_option_function<std::string>(option.name, store, option.help);
  const bool show_default = !option.name.empty() && option.name[0] == '-' && !default_text.empty();
  declared->type_name(option.value.placeholder + (show_default ? " [" + default_text + "]" : ""));
  if (!option.group.empty()) declared->group(option.group);
  if (option.presence == Presence::kRequired) declared->required();
}

// Defaults may be a space or hold a line end, which help cannot show as they are.
std::string shown_default(const Option& option) {
  const auto text = option.value.get(Settings{});
  return text.find_first_not_of(" \t\n") == std::string::npos ? "" : text;
}

std::string one_line(std::string text) {
  while (!text.empty() && text.back() == '\n') text.pop_back();
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

[[noreturn]] void wrong_call(const CLI::App& app, const CLI::ParseError& error) {
  const auto chosen = app.get_subcommands();
  const std::string help =
      chosen.empty() ? "taxon --help" : "taxon " + chosen.front()->get_name() + " --help";
  throw Error(one_line(error.what()) + "; see '" + help + "'");
}

// Fills settings in the table's order, so that the result does not depend on the command line's.
void apply_given(const GivenTexts& given, Settings& settings) {
  for (const auto& option : all_options()) {
    const auto it = given.find(&option);
    if (it == given.end()) continue;
    apply_option(option, it->second, settings);
    if (!option.shapes_result) continue;
    settings.given.emplace_back(option.name.substr(option.name.find_first_not_of('-')), it->second);
  }
}

}  // namespace

std::optional<Invocation> parse_command_line(int argc, const char* const* argv) {
  CLI::App app("Train a text classifier on your own labelled texts, on a plain CPU.", "taxon");
  app.set_version_flag("--version", kProgramVersion);
  app.require_subcommand(1);
  app.get_formatter()->column_width(44);
  GivenTexts given;
  std::map<const CLI::App*, const Command*> commands;
  for (const auto& command : all_commands()) {
    auto* declared = app.add_subcommand(command.name, command.summary);
    commands[declared] = &command;
    for (const auto& option : all_options()) {
      if ((option.commands & command.bit) != 0) declare(*declared, option, shown_default(option), given);
    }
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& success) {  // help or version
    app.exit(success);
    return std::nullopt;
  } catch (const CLI::ParseError& error) {
    wrong_call(app, error);
  }
  Invocation invocation{.command = commands.at(app.get_subcommands().front()), .settings = {}};
  apply_given(given, invocation.settings);
  return invocation;
}

}  // namespace taxon
