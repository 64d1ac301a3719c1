#include "cli/options.h"

#include <array>

#include "base/error.h"
#include "base/utf8.h"
#include "cli/commands.h"
#include "cli/option_groups.h"

namespace taxon {

std::span<const Command> all_commands() {
  static const std::array commands = {
      Command{kTrain, "train", "Train a classifier on labelled texts", run_train},
      Command{kEvaluate, "evaluate", "Judge a model by labelled texts", run_evaluate},
      Command{kPredict, "predict", "Classify texts, one answer a text, in order", run_predict},
      Command{kInfo, "info", "Show what is inside a model", run_info},
      Command{kTokenize, "tokenize", "Show the tokens and ids of texts", run_tokenize},
      Command{kCheck, "check", "Show what is in labelled texts, and what is wrong with them", run_check},
      Command{kDataset, "dataset", "Fetch a well-known collection of labelled texts", run_dataset}};
  return commands;
}

std::span<const Option> all_options() {
  static const std::vector<Option> table = [] {
    std::vector<Option> made;
    add_arguments(made);
    add_data_options(made);
    add_table_options(made);
    add_text_options(made);
    add_network_options(made);
    add_training_options(made);
    add_running_options(made);
    return made;
  }();
  return table;
}

void apply_option(const Option& option, const std::string& text, Settings& settings) {
  if (text.starts_with("--") && text.size() > 2) {
    throw Error({.field = option.name}, "needs a value before " + text);
  }
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

}  // namespace taxon
