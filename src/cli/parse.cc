#include "cli/parse.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/error.h"
#include "base/version.h"
#include "options/spelling.h"

namespace taxon {
namespace {

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

std::string one_line(std::string text) {
  while (!text.empty() && text.back() == '\n') text.pop_back();
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

// What is said about an argument that nothing takes. A misspelt option is the likely one among several.
std::string unexpected_argument(const std::vector<std::string>& extras, const Command& command) {
  const auto dashed =
      std::find_if(extras.begin(), extras.end(), [](const auto& e) { return e.starts_with('-'); });
  const std::string& extra = dashed == extras.end() ? extras.front() : *dashed;
  std::vector<std::string> known;
  for (const auto& option : all_options()) {
    if ((option.commands & command.bit) != 0) known.push_back(option.name);
  }
  std::string text = command.name + " does not take " + quoted_name(extra);
  if (const auto nearest = nearest_word(extra, known)) text += ", did you mean " + *nearest + "?";
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

// An option's value that looks like an option is one: the value was forgotten.
void refuse_forgotten_values(const GivenTexts& given) {
  for (const auto& [option, texts] : given) {
    for (const auto& text : texts) {
      if (text.starts_with("--") && text.size() > 2) {
        throw Error({.field = option->name}, "needs a value before " + text);
      }
    }
  }
}

// Models of other programs are one network, as what goes on from a model is.
const char* usual_preset(const Command& command, const GivenTexts& given) {
  const bool goes_on = std::any_of(given.begin(), given.end(),
                                   [](const auto& entry) { return entry.first->name == "--from"; });
  return goes_on || command.bit == kImport ? kNotebookPreset : kDefaultPreset;
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
      if ((option.commands & declared.bit) != 0)
        declare(*parser, option, shown_default(option, usual_preset(declared, {})), given);
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
  refuse_forgotten_values(given);
  invocation.settings = settings_given(given, usual_preset(*command, given));
  if (!extras.empty()) throw Error(unexpected_argument(extras, *command));
  return invocation;
}

}  // namespace taxon
