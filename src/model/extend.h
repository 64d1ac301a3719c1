#pragma once

#include "encoder/config.h"
#include "encoder/parameters.h"

namespace taxon {

// Puts the values of a smaller network in the place of `parameters`' start values: of every tensor the rows
// and columns that the known one has, which come first. So known words (the first `words` rows of
// embedding/token) and known classes keep their weights, and only what is new keeps its start values. The two
// networks may differ in vocabulary and classes only.
void copy_known_values(const Parameters& known, std::int32_t words, Parameters& parameters);

}  // namespace taxon
