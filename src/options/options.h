#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "options/presets.h"
#include "options/settings.h"

namespace taxon {

// Who takes options, as bits, so that an option can say it: the program's commands, and what the library does
// (taxon/options.h).
enum CommandBit : unsigned {
  kTrain = 1U << 0U,
  kEvaluate = 1U << 1U,
  kPredict = 1U << 2U,
  kInfo = 1U << 3U,
  kTokenize = 1U << 4U,
  kDataset = 1U << 5U,
  kCheck = 1U << 6U,
  kImport = 1U << 7U,
  kExport = 1U << 8U,
  kTune = 1U << 9U,

  kReadTexts = 1U << 24U,
  kTrainTexts = 1U << 25U,
  kClassifyTexts = 1U << 26U,
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
  // May be given several times (an argument: stand several times); each adds to the field.
  bool repeats = false;
};

// The one place where options are declared: parser, help, documents and the library's options are made from
// it.
std::span<const Option> all_options();

// The default in words that can be shown; empty where there is none or it is but blanks.
std::string shown_default(const Option& option, const std::string& preset = kDefaultPreset);

// Sets the option's field. Throws Error naming the option and saying what would be right.
void apply_option(const Option& option, const std::string& text, Settings& settings);

// The texts given for each option, in their order.
using GivenTexts = std::map<const Option*, std::vector<std::string>>;

// The settings of the preset that is given, or else of `usual`, and over them what else is given, in the
// table's order, so that the result does not depend on the order of giving. Notes in Settings::given what
// shapes the result. Throws as apply_option() does.
Settings settings_given(const GivenTexts& given, const std::string& usual = kDefaultPreset);

}  // namespace taxon
