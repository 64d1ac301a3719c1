#pragma once

#include <string>

#include "cli/tune_call.h"
#include "cli/tune_search.h"

namespace taxon {

// The settings that were trained on all texts, best first, why the search stopped, and in the last line the
// command of `call`, the best one's. Requires a best trial.
std::string tuning_text(const SearchResult& result, const TrainCall& call);

}  // namespace taxon
