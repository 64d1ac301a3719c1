#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/ragged.h"

namespace taxon {

// Texts that parts of a model are not trained on, so that what they say about them can be trusted: `folds`
// lists of indices, rising, none in two. Each takes share / folds of every class's texts, chosen by chance
// from the seed, rounded so that a class of few texts may have none held out. A text of several classes goes
// by its first; those of none are dealt out as a class. A pure function of its arguments.
std::vector<std::vector<std::uint32_t>> hold_out(const RaggedLabels& labels, std::size_t classes,
                                                 std::size_t folds, double share, std::uint64_t seed);

}  // namespace taxon
