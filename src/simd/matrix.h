#pragma once

#include <cstddef>

namespace taxon {

// Non-owning views for the kernels. Extents are passed beside them; strides count floats.

// The left factor of a product: element (i, k) at data[i * row + k * col]. Transposed reading is col > row.
struct LeftView {
  const float* data;
  std::ptrdiff_t row;
  std::ptrdiff_t col = 1;
};

// Row-major: element (r, c) at data[r * stride + c].
struct ConstRows {
  const float* data;
  std::ptrdiff_t stride;
  const float* operator[](std::size_t r) const { return data + static_cast<std::ptrdiff_t>(r) * stride; }
};

struct Rows {
  float* data;
  std::ptrdiff_t stride;
  float* operator[](std::size_t r) const { return data + static_cast<std::ptrdiff_t>(r) * stride; }
  operator ConstRows() const { return {data, stride}; }  // NOLINT: a view converts to a view of constants
  operator LeftView() const { return {data, stride}; }   // NOLINT
};

// Kernels compute whole groups of 16 columns, so rows are laid out in multiples of 16 floats.
constexpr std::size_t kLanes = 16;
constexpr std::size_t round_up(std::size_t n, std::size_t multiple) {
  return (n + multiple - 1) / multiple * multiple;
}

// Stride for rows of n floats. The extra 16 keep rows of 256 floats from falling on the same few sets of
// the first-level cache when a product walks down a column.
constexpr std::ptrdiff_t row_stride(std::size_t n) {
  return static_cast<std::ptrdiff_t>(round_up(n, kLanes) + kLanes);
}

}  // namespace taxon
