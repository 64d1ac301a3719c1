#pragma once

#include <cstddef>

#include "base/zeroed_array.h"
#include "simd/matrix.h"

namespace taxon {

// Owning row-major matrix whose rows are padded for the kernels (row_stride()). The padding holds zeros until
// somebody writes there.
class MatrixBuffer {
 public:
  MatrixBuffer() = default;
  MatrixBuffer(std::size_t rows, std::size_t columns) { resize(rows, columns); }

  // At least this large afterwards. Rows that were there keep their values as long as `columns` stays.
  void resize(std::size_t rows, std::size_t columns) {
    stride_ = row_stride(columns);
    const std::size_t needed = rows * static_cast<std::size_t>(stride_);
    values_.grow(needed);
  }

  Rows rows(std::size_t first = 0) {
    return {values_.data() + static_cast<std::ptrdiff_t>(first) * stride_, stride_};
  }
  ConstRows rows(std::size_t first = 0) const {
    return {values_.data() + static_cast<std::ptrdiff_t>(first) * stride_, stride_};
  }

 private:
  ZeroedArray<float> values_;
  std::ptrdiff_t stride_ = 0;
};

// A view that starts some columns to the right.
inline Rows shift_columns(Rows m, std::size_t columns) {
  return {m.data + columns, m.stride};
}
inline ConstRows shift_columns(ConstRows m, std::size_t columns) {
  return {m.data + columns, m.stride};
}

// A view from a row on.
inline Rows shift_rows(Rows m, std::size_t rows) {
  return {m[rows], m.stride};
}
inline ConstRows shift_rows(ConstRows m, std::size_t rows) {
  return {m[rows], m.stride};
}

// The left factor read transposed: element (i, k) is m[k][i].
inline LeftView transposed(ConstRows m) {
  return {m.data, 1, m.stride};
}

}  // namespace taxon
