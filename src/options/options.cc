#include "options/options.h"

#include "base/error.h"
#include "base/utf8.h"
#include "options/option_groups.h"

namespace taxon {

std::span<const Option> all_options() {
  static const std::vector<Option> table = [] {
    std::vector<Option> made;
    add_arguments(made);
    add_data_options(made);
    add_table_options(made);
    add_text_options(made);
    add_network_options(made);
    add_training_options(made);
    add_tuning_options(made);
    add_running_options(made);
    add_interop_options(made);
    return made;
  }();
  return table;
}

void apply_option(const Option& option, const std::string& text, Settings& settings) {
  if (first_bad_utf8(text) != std::string_view::npos && option.shapes_result) {
    throw Error({.field = option.name}, "is not UTF-8; set the terminal to UTF-8");
  }
  try {
    option.value.set(settings, text);
  } catch (const Error& error) {
    // A room below names the field without dashes.
    const std::size_t prefix = error.where().field.empty() ? 0 : error.where().field.size() + 2;
    throw Error({.field = option.name}, std::string(error.what()).substr(prefix));
  }
}

// Defaults may be a space or hold a line end, which cannot be shown as they are.
std::string shown_default(const Option& option, const std::string& preset) {
  const auto text = option.value.get(preset_settings(preset));
  return text.find_first_not_of(" \t\n") == std::string::npos ? "" : text;
}

Settings settings_given(const GivenTexts& given, const std::string& usual) {
  Settings chosen;
  chosen.preset = usual;
  for (const auto& [option, texts] : given) {
    if (option->name == "--preset") apply_option(*option, texts.back(), chosen);
  }
  Settings settings = preset_settings(chosen.preset);
  for (const auto& option : all_options()) {
    const auto it = given.find(&option);
    if (it == given.end()) continue;
    for (const auto& text : it->second) {
      apply_option(option, text, settings);
      settings.all_given.emplace_back(option.name, text);
      if (!option.shapes_result) continue;
      settings.given.emplace_back(option.name.substr(option.name.find_first_not_of('-')), text);
    }
  }
  return settings;
}

}  // namespace taxon
