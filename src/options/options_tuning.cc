#include <limits>

#include "options/option_groups.h"
#include "options/option_values.h"

namespace taxon {

void add_tuning_options(std::vector<Option>& table) {
  const std::string group = "Search";
  constexpr double kMostMinutes = 1e6;
  table.insert(
      table.end(),
      {{"--minutes", without_default(decimal_number(TAXON_FIELD(minutes), 0.001, kMostMinutes)),
        "wall time that all of it may take", kTune, group, Presence::kRequired},
       {"--max-model-size", without_default(byte_size(TAXON_FIELD(max_model_size))),
        "settings whose model file would be larger are left out", kTune, group},
       {"--trials", whole_number(TAXON_FIELD(trials), 0, std::numeric_limits<int>::max()),
        "settings that are tried at most; 0: as many as there is time for", kTune, group},
       {"--valid-fraction", without_default(decimal_number(TAXON_FIELD(valid_fraction), 0.001, 1.0)),
        "judge by this part of DATA, split off class by class; 0.1 unless --valid is given", kTune, group},
       {"--out", any_text(TAXON_FIELD(out), "FILE"), "also write the best model there", kTune, group}});
}

}  // namespace taxon
