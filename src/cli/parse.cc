#include "cli/parse.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>
#include <numeric>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/error.h"
#include "cli/version.h"

namespace taxon {
namespace {

// The texts given for each option on the command line.
using GivenTexts = std::map<const Option*, std::vector<std::string>>;

void declare(CLI::App& command, const Option& option, const std::string& default_text, GivenTexts& given) {
  const auto store = [&given, &option](const std::vector<std::string>& texts) { given[&option] = texts; };
  if (option.value.placeholder.empty()) {
    command
        .add_flag_callback(
            option.name, [store] { store({""}); }, option.help)
        ->group(option.group);
    return;
  }
  const bool dashed = option.name[0] == '-';
  CLI::Option* declared = nullptr;
  if (option.repeats) {
    declared = command.add_option_function<std::vector<std::string>>(option.name, store, option.help);
    // One text each time, or what follows an option would be taken for more of them.
    if (dashed) declared->allow_extra_args(false);
  } else {
    const auto store_one = [store](const std::string& text) { store({text}); };
    declared = command.add_option_function<std::string>(option.name, store_one, option.help);
  }
  const bool show_default = dashed && !default_text.empty();
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

// How many letters must be put in, taken out or changed to make b of a (Levenshtein's distance).
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = std::exchange(row[j], std::min({row[j] + 1, row[j - 1] + 1, changed}));
    }
  }
  return row.back();
}

// What is said about an argument that nothing takes. A misspelt option is the likely one among several.
std::string unexpected_argument(const std::vector<std::string>& extras, const Command& command) {
  const auto dashed =
      std::find_if(extras.begin(), extras.end(), [](const auto& e) { return e.starts_with('-'); });
  const std::string& extra = dashed == extras.end() ? extras.front() : *dashed;
  const Option* nearest = nullptr;
  for (const auto& option : all_options()) {
    if ((option.commands & command.bit) == 0) continue;
    if (!nearest || distance(extra, option.name) < distance(extra, nearest->name)) nearest = &option;
  }
  std::string text = command.name + " does not take " + quoted_name(extra);
  if (nearest && distance(extra, nearest->name) <= 3) text += ", did you mean " + nearest->name + "?";
  return text + "; see 'taxon " + command.name + " --help'";
}

std::string command_names() {
  std::string names;
  for (const auto& command : all_commands()) names += (names.empty() ? "" : ", ") + command.name;
  return names;
}

// The command that the first argument names; null where it asks for help or the version.
const Command* find_command(std::string_view first) {
  if (first == "-h" || first == "--help" || first == "--version") return nullptr;
  for (const auto& command : all_commands()) {
    if (command.name == first) return &command;
  }
  throw Error(quoted_name(first) + " is no command; choose " + command_names());
}

// Fills settings in the table's order, so that the result does not depend on the command line's.
void apply_given(const GivenTexts& given, Settings& settings) {
  for (const auto& option : all_options()) {
    const auto it = given.find(&option);
    if (it == given.end()) continue;
    for (const auto& text : it->second) {
      apply_option(option, text, settings);
      if (!option.shapes_result) continue;
      settings.given.emplace_back(option.name.substr(option.name.find_first_not_of('-')), text);
    }
  }
}

}  // namespace

std::optional<Invocation> parse_command_line(int argc, const char* const* argv) {
  if (argc < 2) throw Error("no command given; choose " + command_names() + ", or see 'taxon --help'");
  const Command* command = find_command(argv[1]);
  CLI::App app("Train a text classifier on your own labelled texts, on a plain CPU.", "taxon");
  app.set_version_flag("--version", kProgramVersion);
  app.require_subcommand(1);
  app.get_formatter()->column_width(44);
  GivenTexts given;
  std::vector<std::string> extras;
  for (const auto& declared : all_commands()) {
    auto* parser = app.add_subcommand(declared.name, declared.summary)->allow_extras();
    for (const auto& option : all_options()) {
      if ((option.commands & declared.bit) != 0) declare(*parser, option, shown_default(option), given);
    }
  }
  try {
    app.parse(argc, argv);
    extras = app.remaining(true);
  } catch (const CLI::Success& success) {  // help or version
    app.exit(success);
    return std::nullopt;
  } catch (const CLI::ParseError& error) {
    throw Error(one_line(error.what()) + "; see 'taxon " + (command ? command->name + " " : "") + "--help'");
  }
  TAXON_CHECK(command != nullptr);  // or the parser would have asked for one
  Invocation invocation{.command = command, .settings = {}};
  apply_given(given, invocation.settings);
  if (!extras.empty()) throw Error(unexpected_argument(extras, *command));
  return invocation;
}

}  // namespace taxon
