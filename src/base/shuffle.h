#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include "base/random.h"

namespace taxon {

// Fisher and Yates's shuffle of fewer than 2^32 values, a draw a place: a pure function of the values' order
// and the numbers.
template <class T>
void shuffle(std::span<T> values, const CounterRandom& random) {
  for (std::size_t i = values.size(); i > 1; --i) {
    const std::uint64_t draw = random.bits(values.size() - i);
    std::swap(values[i - 1], values[static_cast<std::size_t>(draw * i >> 32U)]);
  }
}

}  // namespace taxon
