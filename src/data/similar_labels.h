#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace taxon {

// Groups of classes whose names differ only by case or blanks (Unicode's full case folding; white space at
// the ends does not count, and within as one space), as "Sports" and "sports ". Indices into `classes`,
// rising; groups by their first. Names that are not UTF-8 are compared with U+FFFD in place of what is wrong.
std::vector<std::vector<std::int32_t>> similar_labels(std::span<const std::string> classes);

}  // namespace taxon
