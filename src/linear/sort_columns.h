#pragma once

#include <cstddef>
#include <vector>

#include "linear/sparse_rows.h"

namespace taxon {

// Sorts the values from `begin` on, one row, by their columns, all below `columns`; those of equal columns
// (n-grams that share a hash) stay in their order, whatever the standard library. values has room for more
// behind the row for a while. Long rows go by radix, from the last digit: a comparison sort mispredicts its
// branches.
void sort_columns(std::vector<SparseValue>& values, std::size_t begin, std::size_t columns);

}  // namespace taxon
