#include "cli/command_table.h"

#include <array>

#include "cli/commands.h"

namespace taxon {

std::span<const Command> all_commands() {
  static const std::array commands = {
      Command{kTrain, "train", "Train a classifier on labelled texts", run_train},
      Command{kTune, "tune", "Search for the settings to train with, within a time and a size", run_tune},
      Command{kEvaluate, "evaluate", "Judge a model by labelled texts, or compare two", run_evaluate},
      Command{kPredict, "predict", "Classify texts, one answer a text, in order", run_predict},
      Command{kInfo, "info", "Show what is inside a model", run_info},
      Command{kTokenize, "tokenize", "Show the tokens and ids of texts", run_tokenize},
      Command{kCheck, "check", "Show what is in labelled texts, and what is wrong with them", run_check},
      Command{kDataset, "dataset", "Fetch a well-known collection of labelled texts", run_dataset},
      Command{kImport, "import", "Make a model of one that another program trained", run_import},
      Command{kExport, "export", "Write a model in the form of another program", run_export}};
  return commands;
}

}  // namespace taxon
