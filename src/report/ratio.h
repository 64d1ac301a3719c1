#pragma once

#include <cstdint>

namespace taxon {

// part / whole; 0 for nothing of nothing.
inline double ratio(std::int64_t part, std::int64_t whole) {
  return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace taxon
