#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace taxon {

// The numbers below n that are not in `numbers` (each below n), rising.
inline std::vector<std::uint32_t> all_but(std::size_t n, std::span<const std::uint32_t> numbers) {
  std::vector<char> is_in(n);
  for (const auto i : numbers) is_in.at(i) = 1;
  std::vector<std::uint32_t> rest;
  for (std::size_t i = 0; i < n; ++i) {
    if (is_in[i] == 0) rest.push_back(static_cast<std::uint32_t>(i));
  }
  return rest;
}

}  // namespace taxon
