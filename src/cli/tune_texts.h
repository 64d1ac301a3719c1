#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "data/dataset.h"

namespace taxon {

// A part of the texts, rising indices: of every class about `share` (above 0, up to 1) of its texts, rounded
// up, so that no class is missing. A text of several classes goes by its first; those of none are a class. A
// pure function of labels and seed; a larger share holds all of a smaller one.
std::vector<std::uint32_t> part_of_each_class(const RaggedLabels& labels, std::size_t classes, double share,
                                              std::uint64_t seed);

// A copy of these texts, over all classes of `data`, without its notes.
Dataset copy_of(const Dataset& data, std::span<const std::uint32_t> indices);

}  // namespace taxon
