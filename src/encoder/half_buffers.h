#pragma once

#include <cstddef>

#include "base/aligned_vector.h"
#include "base/zeroed_array.h"
#include "simd/low_precision.h"

namespace taxon {

// Owning row-major matrix of bfloat16 whose rows are padded for the kernels of low_precision.h.
class HalfBuffer {
 public:
  HalfBuffer() = default;
  HalfBuffer(std::size_t rows, std::size_t columns) { resize(rows, columns); }

  // At least this large afterwards. Rows that were there keep their values as long as `columns` stays.
  void resize(std::size_t rows, std::size_t columns) {
    stride_ = half_row_stride(columns);
    values_.grow(rows * static_cast<std::size_t>(stride_));
  }

  // The 32 beyond keep the rows of a tile from falling on the same few sets of the first-level cache.
  static constexpr std::ptrdiff_t half_row_stride(std::size_t columns) {
    return static_cast<std::ptrdiff_t>(round_up(columns, kPackedInner) + kPackedInner);
  }

  HalfRows rows(std::size_t first = 0) {
    return {values_.data() + static_cast<std::ptrdiff_t>(first) * stride_, stride_};
  }
  ConstHalfRows rows(std::size_t first = 0) const {
    return {values_.data() + static_cast<std::ptrdiff_t>(first) * stride_, stride_};
  }

 private:
  ZeroedArray<Bfloat16> values_;
  std::ptrdiff_t stride_ = 0;
};

// Owning right factor of a product.
class PackedBuffer {
 public:
  // Room for k inner indices and n columns; the values are then unspecified.
  void resize(std::size_t k, std::size_t n) {
    inner_tiles_ = (k + kPackedInner - 1) / kPackedInner;
    if (values_.size() < packed_size(k, n)) values_.resize(packed_size(k, n));
  }

  PackedHalf view() { return {values_.data(), inner_tiles_}; }
  ConstPackedHalf view() const { return {values_.data(), inner_tiles_}; }

 private:
  AlignedVector<Bfloat16> values_;
  std::size_t inner_tiles_ = 0;
};

// A view that starts some columns to the right.
inline ConstHalfRows shift_columns(ConstHalfRows m, std::size_t columns) {
  return {m.data + columns, m.stride};
}
inline HalfRows shift_columns(HalfRows m, std::size_t columns) {
  return {m.data + columns, m.stride};
}

}  // namespace taxon
