#pragma once

#include <functional>
#include <span>
#include <string>

#include "cli/settings.h"

namespace taxon {

// The commands as bits, so that an option can say which ones take it.
enum CommandBit : unsigned {
  kTrain = 1U << 0U,
  kEvaluate = 1U << 1U,
  kPredict = 1U << 2U,
  kInfo = 1U << 3U,
  kTokenize = 1U << 4U,
  kDataset = 1U << 5U,
  kCheck = 1U << 6U,
};

struct Command {
  CommandBit bit;
  std::string name;
  std::string summary;
  int (*run)(const Settings&);  // gives the exit status
};

// How an option's text becomes a field of Settings, and back.
struct OptionValue {
  std::string placeholder;  // what stands for the value in the help ("N", "on|off"); empty: takes none
  // Throws Error that says what would be right, without naming the option.
  std::function<void(Settings&, const std::string&)> set;
  std::function<std::string(Settings)> get;  // the field's text
};

enum class Presence { kOptional, kRequired };

struct Option {
  std::string name;  // "--epochs"; positional arguments have no dashes ("DATA")
  OptionValue value;
  std::string help;
  unsigned commands;  // of CommandBit
  std::string group;  // the help's heading; empty for positional arguments
  Presence presence = Presence::kOptional;
  bool shapes_result = false;  // recorded in the model's provenance when given
  bool repeats =
      false;  // may be given several times (an argument: stand several times); each adds to the field
};

// The one place where commands and options are declared: parser, help and documents are made from it.
std::span<const Command> all_commands();
std::span<const Option> all_options();

// Sets the option's field. Throws Error naming the option and saying what would be right.
void apply_option(const Option& option, const std::string& text, Settings& settings);

}  // namespace taxon
