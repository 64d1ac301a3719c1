#pragma once

#include <cstdint>

#include "base/ragged.h"

namespace taxon {

// A feature of a text that is not 0.
struct SparseValue {
  std::uint32_t column = 0;
  float value = 0;

  bool operator==(const SparseValue&) const = default;
};

// One row a text; its columns rise.
using SparseRows = Ragged<SparseValue>;

}  // namespace taxon
