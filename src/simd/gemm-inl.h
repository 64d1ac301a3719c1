// The matrix product. Included once for each target by kernels.cc.
#if defined(TAXON_SIMD_GEMM_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef TAXON_SIMD_GEMM_INL_H_
#undef TAXON_SIMD_GEMM_INL_H_
#else
#define TAXON_SIMD_GEMM_INL_H_
#endif

#include <hwy/cache_control.h>

#include <algorithm>

#include "simd/lanes-inl.h"

HWY_BEFORE_NAMESPACE();
namespace taxon {
namespace HWY_NAMESPACE {

// The register tile: kTileRows x kTileParts vectors of accumulators, kTileParts vectors of B and one of A fit
// the register file: 28 + 2 + 1 of 32 (AVX-512), 12 + 2 + 1 of 16 (AVX2), 24 + 4 + 1 of 32 (NEON).
#if HWY_TARGET == HWY_AVX3
constexpr std::size_t kTileRows = 14, kTileParts = 2;
#elif HWY_TARGET == HWY_SCALAR
constexpr std::size_t kTileRows = 2, kTileParts = 16;
#else
constexpr std::size_t kTileRows = 6, kTileParts = kParts;
#endif

// Inner indices per pass: a pass reads so many rows of 32 columns of B, 32 KB or less, again and again from
// the first-level cache. Between passes the chains rest in C. Where A is read transposed, every inner index
// takes one or two cache lines of it too, so only half as many fit.
constexpr std::size_t kInnerBlock = 256, kTransposedInnerBlock = 128;

// One register tile. While it is computed, what comes next is fetched from the caches further out: the rows
// of C at next_c (null: none) and, with kFetchRight, the next strip of B.
template <std::size_t kRows, std::size_t kVecs, bool kFetchRight>
HWY_INLINE void tile(std::size_t k, LeftView a, ConstRows b, Rows c, bool accumulate, const float* next_c) {
  const Tag d;
  Vec sum[kRows][kVecs];
  TAXON_UNROLL for (std::size_t i = 0; i < kRows; ++i) {
    TAXON_UNROLL for (std::size_t v = 0; v < kVecs; ++v) {
      sum[i][v] = accumulate ? hn::LoadU(d, c[i] + v * kWidth) : hn::Zero(d);
    }
  }
  if (next_c) {
    for (std::size_t i = 0; i < kRows; ++i) {
      const float* row = next_c + static_cast<std::ptrdiff_t>(i) * c.stride;
      hwy::Prefetch(row);
      hwy::Prefetch(row + kLanes);
    }
  }
  // Read transposed, the next tile of A lies just to the right.
  const std::ptrdiff_t ahead = a.row == 1 ? static_cast<std::ptrdiff_t>(kRows) : 0;
  const float* ap = a.data;
  const float* bp = b.data;
  for (std::size_t step = 0; step < k; ++step) {
    Vec right[kVecs];
    TAXON_UNROLL for (std::size_t v = 0; v < kVecs; ++v) right[v] = hn::LoadU(d, bp + v * kWidth);
    hwy::Prefetch(ap + ahead);
    if constexpr (kFetchRight) {
      hwy::Prefetch(bp + kVecs * kWidth);
      if constexpr (kVecs * kWidth > kLanes) hwy::Prefetch(bp + kVecs * kWidth + kLanes);
    }
    TAXON_UNROLL for (std::size_t i = 0; i < kRows; ++i) {
      const Vec left = hn::Set(d, ap[static_cast<std::ptrdiff_t>(i) * a.row]);
      TAXON_UNROLL for (std::size_t v = 0; v < kVecs; ++v) sum[i][v] = fma(left, right[v], sum[i][v]);
    }
    ap += a.col;
    bp += b.stride;
  }
  TAXON_UNROLL for (std::size_t i = 0; i < kRows; ++i) {
    TAXON_UNROLL for (std::size_t v = 0; v < kVecs; ++v) hn::StoreU(sum[i][v], d, c[i] + v * kWidth);
  }
}

// tile() with the number of rows found at run time, 1 to kMax.
template <std::size_t kVecs, bool kFetchRight, std::size_t kMax = kTileRows>
HWY_INLINE void tile_of(std::size_t rows, std::size_t k, LeftView a, ConstRows b, Rows c, bool accumulate,
                        const float* next_c) {
  if constexpr (kMax > 0) {
    if (rows == kMax) return tile<kMax, kVecs, kFetchRight>(k, a, b, c, accumulate, next_c);
    return tile_of<kVecs, kFetchRight, kMax - 1>(rows, k, a, b, c, accumulate, next_c);
  }
}

template <std::size_t kVecs, bool kFetchRight>
HWY_NOINLINE void tile_call(std::size_t rows, std::size_t k, LeftView a, ConstRows b, Rows c, bool accumulate,
                            const float* next_c) {
  tile_of<kVecs, kFetchRight>(rows, k, a, b, c, accumulate, next_c);
}

// All rows of one strip of kVecs vectors of columns. last: no strip follows.
template <std::size_t kVecs>
HWY_INLINE void strip(std::size_t m, std::size_t k, LeftView a, ConstRows b, Rows c, bool accumulate,
                      bool last) {
  // Tiles of equal height waste less than full ones and a short rest.
  const std::size_t tiles = (m + kTileRows - 1) / kTileRows;
  for (std::size_t t = 0, row = 0; t < tiles; ++t) {
    const std::size_t rows = (m - row + (tiles - t) - 1) / (tiles - t);
    const LeftView left{a.data + static_cast<std::ptrdiff_t>(row) * a.row, a.row, a.col};
    const Rows out{c[row], c.stride};
    if (t + 1 < tiles) {
      tile_call<kVecs, false>(rows, k, left, b, out, accumulate, c[row + rows]);
    } else if (last) {
      tile_call<kVecs, false>(rows, k, left, b, out, accumulate, nullptr);
    } else {
      tile_call<kVecs, true>(rows, k, left, b, out, accumulate, c.data + kVecs * kWidth);
    }
    row += rows;
  }
}

void gemm(std::size_t m, std::size_t n, std::size_t k, LeftView a, ConstRows b, Rows c, bool accumulate) {
  constexpr std::size_t kWide = kTileParts * kWidth;
  const std::size_t columns = round_up(n, kLanes);
  const std::size_t block = a.col > a.row ? kTransposedInnerBlock : kInnerBlock;
  std::size_t done = 0;
  do {
    const std::size_t inner = std::min(block, k - done);
    const auto at = static_cast<std::ptrdiff_t>(done);
    const LeftView left{a.data + at * a.col, a.row, a.col};
    const ConstRows right{b.data + at * b.stride, b.stride};
    const bool add = accumulate || done > 0;
    std::size_t j = 0;
    for (; j + kWide <= columns; j += kWide) {
      strip<kTileParts>(m, inner, left, {right.data + j, right.stride}, {c.data + j, c.stride}, add,
                        j + kWide >= columns);
    }
    if constexpr (kWide > kLanes) {
      if (j < columns) {
        strip<kParts>(m, inner, left, {right.data + j, right.stride}, {c.data + j, c.stride}, add, true);
      }
    }
    done += inner;
  } while (done < k);
}

void transpose(std::size_t rows, std::size_t cols, ConstRows in, float scale, Rows out) {
  std::size_t r = 0;
#if HWY_TARGET != HWY_SCALAR
  const hn::FixedTag<float, 4> d4;
  const hn::FixedTag<double, 2> d2;
  const auto factor = hn::Set(d4, scale);
  for (; r + 4 <= rows; r += 4) {
    std::size_t c = 0;
    for (; c + 4 <= cols; c += 4) {
      const auto x0 = hn::Mul(factor, hn::LoadU(d4, in[r] + c)),
                 x1 = hn::Mul(factor, hn::LoadU(d4, in[r + 1] + c));
      const auto x2 = hn::Mul(factor, hn::LoadU(d4, in[r + 2] + c)),
                 x3 = hn::Mul(factor, hn::LoadU(d4, in[r + 3] + c));
      const auto lo01 = hn::BitCast(d2, hn::InterleaveLower(d4, x0, x1));
      const auto hi01 = hn::BitCast(d2, hn::InterleaveUpper(d4, x0, x1));
      const auto lo23 = hn::BitCast(d2, hn::InterleaveLower(d4, x2, x3));
      const auto hi23 = hn::BitCast(d2, hn::InterleaveUpper(d4, x2, x3));
      hn::StoreU(hn::BitCast(d4, hn::InterleaveLower(d2, lo01, lo23)), d4, out[c] + r);
      hn::StoreU(hn::BitCast(d4, hn::InterleaveUpper(d2, lo01, lo23)), d4, out[c + 1] + r);
      hn::StoreU(hn::BitCast(d4, hn::InterleaveLower(d2, hi01, hi23)), d4, out[c + 2] + r);
      hn::StoreU(hn::BitCast(d4, hn::InterleaveUpper(d2, hi01, hi23)), d4, out[c + 3] + r);
    }
    for (; c < cols; ++c) {
      for (std::size_t i = r; i < r + 4; ++i) out[c][i] = scale * in[i][c];
    }
  }
#endif
  for (; r < rows; ++r) {
    for (std::size_t c = 0; c < cols; ++c) out[c][r] = scale * in[r][c];
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace taxon
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
