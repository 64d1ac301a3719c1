#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "base/random.h"

namespace taxon {

// Texts of 5 to 104 made-up words, a few of them common and most rare.
inline std::vector<std::string> made_up_texts(std::uint32_t n) {
  std::vector<std::string> texts(n);
  for (std::uint32_t i = 0; i < n; ++i) {
    const CounterRandom random(11, Purpose::kShuffle, i);
    const std::uint32_t words = 5 + random.bits(0) % 100;
    for (std::uint32_t k = 1; k <= words; ++k) {
      // The square makes low numbers common.
      const float u = unit_float(random.bits(k));
      const auto number = static_cast<std::uint32_t>(5000 * u * u);
      const CounterRandom letters(12, Purpose::kShuffle, number);
      for (std::uint32_t c = 0; c < 2 + number % 7; ++c) {
        texts[i] += static_cast<char>('a' + letters.bits(c) % 26);
      }
      texts[i] += k % 12 == 0 ? ".\n" : " ";
    }
  }
  return texts;
}

}  // namespace taxon
