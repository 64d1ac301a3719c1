#pragma once

#include <string>
#include <utility>
#include <vector>

#include "cli/tune_settings.h"
#include "options/settings.h"

namespace taxon {

// A call of `train`: its options and arguments by their names in the option table ("DATA", "--seed"), each
// with its text.
using TrainCall = std::vector<std::pair<std::string, std::string>>;

// The call that trains with `setting` on what `tune` was given: all of its options that `train` takes too but
// for --threads, which no result depends on, with validation part and seeds written out. Its model goes to
// tune's --out or else to model.taxon.
TrainCall train_call(const Settings& tune, const TuneSetting& setting);

// What the call means to `train`, by the same way as from the command line.
Settings settings_of(const TrainCall& call);

// The call's words behind "taxon train", each as the program gets it.
std::vector<std::string> call_words(const TrainCall& call);

// "taxon train posts.csv --seed 0 ...", for a POSIX shell: words that mean something to it stand in quotes.
std::string shell_command(const TrainCall& call);

}  // namespace taxon
