#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
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
  // A row of one value.
  void push_back(const T& value) { push_back(std::span<const T>(&value, 1)); }
  void reserve(std::size_t rows, std::size_t all_values) {
    offsets.reserve(rows + 1);
    values.reserve(all_values);
  }

  bool operator==(const Ragged&) const = default;
};

// Rows of one value each.
template <class T>
Ragged<T> one_each(std::vector<T> values) {
  Ragged<T> rows;
  rows.values = std::move(values);
  for (std::size_t end = 1; end <= rows.values.size(); ++end) rows.offsets.push_back(end);
  return rows;
}

// The parts one after the other. Each part's memory is given back once it is copied, so that little is held
// twice (large pieces of memory cost nothing before they are written).
template <class T>
Ragged<T> joined(std::vector<Ragged<T>> parts) {
  Ragged<T> all;
  std::size_t rows = 0, values = 0;
  for (const auto& part : parts) {
    rows += part.size();
    values += part.values.size();
  }
  all.reserve(rows, values);
  for (auto& part : parts) {
    const std::size_t start = all.values.size();
    for (std::size_t i = 1; i < part.offsets.size(); ++i) all.offsets.push_back(start + part.offsets[i]);
    all.values.insert(all.values.end(), part.values.begin(), part.values.end());
    part = Ragged<T>();
  }
  return all;
}

// Token ids, one row a text.
using RaggedIds = Ragged<std::int32_t>;

// Class indices, one row a text.
using RaggedLabels = Ragged<std::int32_t>;

}  // namespace taxon
