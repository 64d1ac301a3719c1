#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

#include "simd/matrix.h"

namespace taxon {

// The upper half of a float: 8 bits of exponent, 8 of precision.
struct Bfloat16 {
  std::uint16_t bits;
};

inline float widen(Bfloat16 x) {
  return std::bit_cast<float>(static_cast<std::uint32_t>(x.bits) << 16U);
}

// To the nearest, of two equally near ones the even one. Of finite numbers only.
inline Bfloat16 round_to_bfloat16(float x) {
  const auto bits = std::bit_cast<std::uint32_t>(x);
  return {static_cast<std::uint16_t>((bits + 0x7fffU + ((bits >> 16U) & 1U)) >> 16U)};
}

// Row-major views as in matrix.h; strides count elements. Rows are multiples of kPackedInner long.
struct ConstHalfRows {
  const Bfloat16* data;
  std::ptrdiff_t stride;
  const Bfloat16* operator[](std::size_t r) const { return data + static_cast<std::ptrdiff_t>(r) * stride; }
};

struct HalfRows {
  Bfloat16* data;
  std::ptrdiff_t stride;
  Bfloat16* operator[](std::size_t r) const { return data + static_cast<std::ptrdiff_t>(r) * stride; }
  operator ConstHalfRows() const { return {data, stride}; }  // NOLINT: a view converts to a view of constants
};

// The right factor (k, n) of a product, as the tile registers take it: cut into tiles of 32 inner indices x
// 16 columns, each 1 KB in one piece, those of the same columns one behind the other. In a tile, element (i,
// j) stands at 32 (i / 2) + 2 j + i % 2. Rows and columns beyond k and n hold zeros.
constexpr std::size_t kPackedInner = 32, kPackedColumns = 16;
constexpr std::size_t kPackedTile = kPackedInner * kPackedColumns;

struct ConstPackedHalf {
  const Bfloat16* data;
  std::size_t inner_tiles;
  const Bfloat16* tile(std::size_t inner, std::size_t column) const {
    return data + (column * inner_tiles + inner) * kPackedTile;
  }
};

struct PackedHalf {
  Bfloat16* data;
  std::size_t inner_tiles;
  Bfloat16* tile(std::size_t inner, std::size_t column) const {
    return data + (column * inner_tiles + inner) * kPackedTile;
  }
  operator ConstPackedHalf() const { return {data, inner_tiles}; }  // NOLINT
};

constexpr std::size_t packed_size(std::size_t k, std::size_t n) {
  return round_up(k, kPackedInner) * round_up(n, kPackedColumns);
}

// Rows that a product takes at a time: those of two tile registers.
constexpr std::size_t kHalfTileRows = 32;

// Kernels over bfloat16 operands that sum in single precision. Unlike those of kernels.h they are the
// processor's own: products are summed in the order of its tile unit and denormals count as zero there. The
// same processor gives the same bits for the same arguments, whatever the thread. Outputs may not overlap
// inputs. Thread-safe.
struct Bfloat16Kernels {
  // C (m, n) = A (m, k) B (k, n), or C += A B, k = 32 b.inner_tiles. m is rounded up to a multiple of 16 and
  // n too: those rows of A are read and those rows and columns of C written.
  void (*gemm)(std::size_t m, std::size_t n, ConstHalfRows a, ConstPackedHalf b, Rows c, bool accumulate);

  // out[r] = in[r] rounded, rows of n; zeros from n to its multiple of 32.
  void (*round_rows)(std::size_t rows, std::size_t n, ConstRows in, HalfRows out);

  // out = the transpose of in (rows, n), rounded: a right factor of n inner indices and `rows` columns.
  void (*pack_transposed)(std::size_t rows, std::size_t n, ConstRows in, PackedHalf out);

  // out[r] = first[index_a[r]] + second[index_b[r]], rounded, rows of n; zeros from n rounded up to 16 to its
  // multiple of 32. Columns up to n rounded up to 16 are read.
  void (*gather_add)(std::size_t rows, std::size_t n, ConstHalfRows first, const std::int32_t* index_a,
                     ConstRows second, const std::int32_t* index_b, HalfRows out);

  // The same sums as the inner indices of a right factor, from the tile first_inner on; zeros up to the
  // multiple of 32 rows.
  void (*gather_add_packed)(std::size_t rows, std::size_t n, ConstHalfRows first, const std::int32_t* index_a,
                            ConstRows second, const std::int32_t* index_b, std::size_t first_inner,
                            PackedHalf out);

  // out[r] = softmax(s[r]) rounded, rows of n; zeros from n to its multiple of 32. Overwrites s up to n
  // rounded up to 16. Its exp is within 1e-4 of the true one, a fortieth of what rounding to bfloat16 costs.
  void (*softmax)(std::size_t rows, std::size_t n, Rows s, HalfRows out);
};

// The kernels of this processor; null where it, or its system, has no tile registers for bfloat16 (AMX: Intel
// Xeon from the 4th generation on, Linux from 5.16 on). Looked up once a process.
const Bfloat16Kernels* bfloat16_kernels();

// out = in (k, n) rounded, as a right factor. On any processor; not fast.
void pack_rounded(std::size_t k, std::size_t n, ConstRows in, PackedHalf out);

}  // namespace taxon
