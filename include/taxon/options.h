#pragma once

#include <string>
#include <utility>
#include <vector>

#include "taxon/export.h"

namespace taxon {

// Settings by name and text, as on the program's command line but without the dashes: {{"epochs", "3"},
// {"mask", "on"}}. Of a name that comes twice the last one counts. An option without a value (skip-rows)
// takes the text "" and is off where it is not named. What is not named has its default: that of `taxon
// train`, `taxon predict`.
using Options = std::vector<std::pair<std::string, std::string>>;

// What options are for.
enum class OptionUse {
  kRead,      // TextSet::read()
  kTrain,     // train()
  kClassify,  // Model::load(), Model::from_bytes() and, beside its own, train()
};

// One option as the option table of the program has it.
struct OptionInfo {
  std::string name;          // "epochs"
  std::string placeholder;   // what a value looks like ("N", "on|off"); empty: it takes none
  std::string default_text;  // the value it has when it is not named; empty: none to show
  std::string help;          // what it is for, in one sentence
};

// The options that one use takes, in the table's order. Thread-safe.
TAXON_API std::vector<OptionInfo> options_for(OptionUse use);

}  // namespace taxon
