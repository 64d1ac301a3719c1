#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace taxon {

// Rows of different lengths in one piece of memory: row i is values[offsets[i] .. offsets[i + 1]).
template <class T>
struct Ragged {
  std::vector<std::size_t> offsets{0};  // size() + 1 entries, rising
  std::vector<T> values;

  std::size_t size() const { return offsets.size() - 1; }
  std::span<const T> operator[](std::size_t i) const {
    return std::span<const T>(values).subspan(offsets[i], offsets[i + 1] - offsets[i]);
  }
  void push_back(std::span<const T> row) {
    values.insert(values.end(), row.begin(), row.end());
    offsets.push_back(values.size());
  }
};

// Token ids, one row a text.
using RaggedIds = Ragged<std::int32_t>;

}  // namespace taxon
