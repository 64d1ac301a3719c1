#include "simd/low_precision.h"

#include <algorithm>

namespace taxon {

void pack_rounded(std::size_t k, std::size_t n, ConstRows in, PackedHalf out) {
  std::fill_n(out.data, packed_size(k, n), Bfloat16{0});
  for (std::size_t i = 0; i < k; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      const std::size_t in_tile = i % kPackedInner / 2 * kPackedInner + j % kPackedColumns * 2 + i % 2;
      out.tile(i / kPackedInner, j / kPackedColumns)[in_tile] = round_to_bfloat16(in[i][j]);
    }
  }
}

}  // namespace taxon

#if !defined(__x86_64__) || !defined(__linux__)

const taxon::Bfloat16Kernels* taxon::bfloat16_kernels() {
  return nullptr;
}

#else

#include <cpuid.h>
#include <immintrin.h>
#include <sys/syscall.h>
#include <unistd.h>

// By intrinsics: Highway 1.0.3 has neither tile registers nor bfloat16. Every function that uses them says so
// to the compiler itself, so that the rest of the program runs on any processor.
#define TAXON_TILES __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512bf16,amx-tile,amx-bf16")))
#define TAXON_TILES_INLINE TAXON_TILES __attribute__((always_inline)) inline

#if defined(__GNUC__) && !defined(__clang__)
// GCC 12 takes the "undefined" operands inside its own intrinsics for variables of ours (GCC bug 105593).
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

namespace taxon {
namespace {

// All eight tile registers as 16 rows of 64 bytes, in the layout of the processor's manual.
struct alignas(64) TileConfig {
  std::uint8_t palette = 1;
  std::uint8_t start_row = 0;
  std::uint8_t reserved[14] = {};
  std::uint16_t row_bytes[16] = {64, 64, 64, 64, 64, 64, 64, 64};
  std::uint8_t rows[16] = {16, 16, 16, 16, 16, 16, 16, 16};
};
constexpr TileConfig kTileConfig;

// kRows x kColumns tile registers of C: tmm0 to tmm3, by rows; two of A: tmm4, tmm5; two of B: tmm6, tmm7.
// Registers are named by literals, as the intrinsics of both compilers demand.
template <int kRows, int kColumns>
TAXON_TILES_INLINE void tiles(std::size_t inner_tiles, ConstHalfRows a, const Bfloat16* b, std::size_t b_next,
                              Rows c, bool accumulate) {
  const auto a_stride = a.stride * std::ptrdiff_t{sizeof(Bfloat16)};
  const auto c_stride = c.stride * std::ptrdiff_t{sizeof(float)};
  if (accumulate) {
    _tile_loadd(0, c[0], c_stride);
    if constexpr (kColumns > 1) _tile_loadd(1, c[0] + 16, c_stride);
    if constexpr (kRows > 1) _tile_loadd(2, c[16], c_stride);
    if constexpr (kRows > 1 && kColumns > 1) _tile_loadd(3, c[16] + 16, c_stride);
  } else {
    _tile_zero(0);
    if constexpr (kColumns > 1) _tile_zero(1);
    if constexpr (kRows > 1) _tile_zero(2);
    if constexpr (kRows > 1 && kColumns > 1) _tile_zero(3);
  }
  for (std::size_t i = 0; i < inner_tiles; ++i) {
    _tile_loadd(4, a[0] + i * kPackedInner, a_stride);
    _tile_loadd(6, b + i * kPackedTile, 64);
    _tile_dpbf16ps(0, 4, 6);
    if constexpr (kRows > 1) {
      _tile_loadd(5, a[16] + i * kPackedInner, a_stride);
      _tile_dpbf16ps(2, 5, 6);
    }
    if constexpr (kColumns > 1) {
      _tile_loadd(7, b + b_next + i * kPackedTile, 64);
      _tile_dpbf16ps(1, 4, 7);
      if constexpr (kRows > 1) _tile_dpbf16ps(3, 5, 7);
    }
  }
  _tile_stored(0, c[0], c_stride);
  if constexpr (kColumns > 1) _tile_stored(1, c[0] + 16, c_stride);
  if constexpr (kRows > 1) _tile_stored(2, c[16], c_stride);
  if constexpr (kRows > 1 && kColumns > 1) _tile_stored(3, c[16] + 16, c_stride);
}

template <int kRows>
TAXON_TILES_INLINE void tile_row(std::size_t n, ConstHalfRows a, ConstPackedHalf b, Rows c, bool accumulate) {
  const std::size_t columns = (n + kPackedColumns - 1) / kPackedColumns;
  const std::size_t next = b.inner_tiles * kPackedTile;
  std::size_t j = 0;
  for (; j + 2 <= columns; j += 2) {
    tiles<kRows, 2>(b.inner_tiles, a, b.tile(0, j), next, {c.data + j * kPackedColumns, c.stride},
                    accumulate);
  }
  if (j < columns) {
    tiles<kRows, 1>(b.inner_tiles, a, b.tile(0, j), next, {c.data + j * kPackedColumns, c.stride},
                    accumulate);
  }
}

// The registers are set up and given back at every call: it costs less than one tile of products, callers
// need not know, and a thread that is switched away from has nothing of them to save.
TAXON_TILES void gemm(std::size_t m, std::size_t n, ConstHalfRows a, ConstPackedHalf b, Rows c,
                      bool accumulate) {
  // GCC's tile loads do not tell it that they read memory.
  asm volatile("" ::: "memory");
  _tile_loadconfig(&kTileConfig);
  std::size_t r = 0;
  for (; r + kHalfTileRows / 2 < m; r += kHalfTileRows) {
    tile_row<2>(n, {a[r], a.stride}, b, {c[r], c.stride}, accumulate);
  }
  if (r < m) tile_row<1>(n, {a[r], a.stride}, b, {c[r], c.stride}, accumulate);
  _tile_release();
}

// 16 floats, of which those from `count` on are zero and not read.
TAXON_TILES_INLINE __m512 load_some(const float* from, std::size_t count) {
  if (count >= 16) return _mm512_loadu_ps(from);
  return _mm512_maskz_loadu_ps(static_cast<__mmask16>((1U << count) - 1U), from);
}

TAXON_TILES_INLINE __m256i rounded(__m512 x) {
  return __builtin_bit_cast(__m256i, _mm512_cvtneps_pbh(x));
}

// low in elements 0 to 15, high in 16 to 31.
TAXON_TILES_INLINE __m512i rounded(__m512 low, __m512 high) {
  return __builtin_bit_cast(__m512i, _mm512_cvtne2ps_pbh(high, low));
}

TAXON_TILES_INLINE __m512 widened(const Bfloat16* from) {
  const __m256i half = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from));
  return _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_cvtepu16_epi32(half), 16));
}

TAXON_TILES_INLINE std::size_t rest(std::size_t n, std::size_t done) {
  return n > done ? n - done : 0;
}

TAXON_TILES void round_rows(std::size_t rows, std::size_t n, ConstRows in, HalfRows out) {
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t j = 0; j < n; j += 32) {
      const __m512 low = load_some(in[r] + j, n - j), high = load_some(in[r] + j + 16, rest(n, j + 16));
      _mm512_storeu_si512(out[r] + j, rounded(low, high));
    }
  }
}

// A 16 x 16 matrix of 32-bit elements, transposed: single elements, pairs, then quarters of registers.
TAXON_TILES_INLINE void transpose16(__m512i (&x)[16]) {
  __m512i y[16];
  for (int i = 0; i < 16; i += 2) {
    y[i] = _mm512_unpacklo_epi32(x[i], x[i + 1]);
    y[i + 1] = _mm512_unpackhi_epi32(x[i], x[i + 1]);
  }
  for (int i = 0; i < 16; i += 4) {
    x[i] = _mm512_unpacklo_epi64(y[i], y[i + 2]);
    x[i + 1] = _mm512_unpackhi_epi64(y[i], y[i + 2]);
    x[i + 2] = _mm512_unpacklo_epi64(y[i + 1], y[i + 3]);
    x[i + 3] = _mm512_unpackhi_epi64(y[i + 1], y[i + 3]);
  }
  for (int i = 0; i < 4; ++i) {
    const __m512i a = _mm512_shuffle_i32x4(x[i], x[i + 4], 0x88),
                  b = _mm512_shuffle_i32x4(x[i], x[i + 4], 0xdd);
    const __m512i c = _mm512_shuffle_i32x4(x[i + 8], x[i + 12], 0x88),
                  d = _mm512_shuffle_i32x4(x[i + 8], x[i + 12], 0xdd);
    y[i] = _mm512_shuffle_i32x4(a, c, 0x88);
    y[i + 4] = _mm512_shuffle_i32x4(b, d, 0x88);
    y[i + 8] = _mm512_shuffle_i32x4(a, c, 0xdd);
    y[i + 12] = _mm512_shuffle_i32x4(b, d, 0xdd);
  }
  for (int i = 0; i < 16; ++i) x[i] = y[i];
}

TAXON_TILES void pack_transposed(std::size_t rows, std::size_t n, ConstRows in, PackedHalf out) {
  for (std::size_t r = 0; r < rows; r += 16) {
    for (std::size_t j = 0; j < n; j += 32) {
      __m512i pairs[16];  // of neighbours in a row
      for (std::size_t i = 0; i < 16; ++i) {
        if (r + i < rows) {
          const float* from = in[r + i] + j;
          pairs[i] = rounded(load_some(from, n - j), load_some(from + 16, rest(n, j + 16)));
        } else {
          pairs[i] = _mm512_setzero_si512();
        }
      }
      transpose16(pairs);
      Bfloat16* to = out.tile(j / kPackedInner, r / kPackedColumns);
      for (std::size_t i = 0; i < 16; ++i) _mm512_storeu_si512(to + i * 32, pairs[i]);
    }
  }
}

// Rows of a large table come from far away, and which one is next no hardware can guess.
constexpr std::size_t kRowsAhead = 6;

TAXON_TILES_INLINE void fetch_ahead(std::size_t r, std::size_t rows, std::size_t n, ConstHalfRows table,
                                    const std::int32_t* index) {
  if (r + kRowsAhead >= rows) return;
  const Bfloat16* row = table[static_cast<std::size_t>(index[r + kRowsAhead])];
  for (std::size_t j = 0; j < n; j += 32) __builtin_prefetch(row + j);
}

TAXON_TILES void gather_add(std::size_t rows, std::size_t n, ConstHalfRows first, const std::int32_t* index_a,
                            ConstRows second, const std::int32_t* index_b, HalfRows out) {
  for (std::size_t r = 0; r < rows; ++r) {
    fetch_ahead(r, rows, n, first, index_a);
    const Bfloat16* a = first[static_cast<std::size_t>(index_a[r])];
    const float* b = second[static_cast<std::size_t>(index_b[r])];
    std::size_t j = 0;
    for (; j < n; j += 16) {
      const __m256i sum = rounded(_mm512_add_ps(widened(a + j), _mm512_loadu_ps(b + j)));
      _mm256_storeu_si256(reinterpret_cast<__m256i*>(out[r] + j), sum);
    }
    if (j % 32 != 0) _mm256_storeu_si256(reinterpret_cast<__m256i*>(out[r] + j), _mm256_setzero_si256());
  }
}

TAXON_TILES void gather_add_packed(std::size_t rows, std::size_t n, ConstHalfRows first,
                                   const std::int32_t* index_a, ConstRows second, const std::int32_t* index_b,
                                   std::size_t first_inner, PackedHalf out) {
  // Elements 0 to 15 and 16 to 31 by turns.
  alignas(64) static constexpr std::uint16_t kInterleave[32] = {0,  16, 1,  17, 2,  18, 3,  19, 4,  20, 5,
                                                                21, 6,  22, 7,  23, 8,  24, 9,  25, 10, 26,
                                                                11, 27, 12, 28, 13, 29, 14, 30, 15, 31};
  const __m512i interleave = _mm512_load_si512(kInterleave);
  for (std::size_t r = 0; r < round_up(rows, kPackedInner); r += 2) {
    const std::size_t tile = first_inner + r / kPackedInner, at = r % kPackedInner * kPackedColumns;
    fetch_ahead(r, rows, n, first, index_a);
    fetch_ahead(r + 1, rows, n, first, index_a);
    const bool even = r < rows, odd = r + 1 < rows;
    const std::size_t r0 = even ? r : 0, r1 = odd ? r + 1 : 0;
    const Bfloat16* a0 = first[static_cast<std::size_t>(index_a[r0])];
    const Bfloat16* a1 = first[static_cast<std::size_t>(index_a[r1])];
    const float* b0 = second[static_cast<std::size_t>(index_b[r0])];
    const float* b1 = second[static_cast<std::size_t>(index_b[r1])];
    const __mmask16 keep0 = even ? 0xffff : 0, keep1 = odd ? 0xffff : 0;
    for (std::size_t j = 0; j < n; j += 16) {
      const __m512 x0 = _mm512_maskz_add_ps(keep0, widened(a0 + j), _mm512_loadu_ps(b0 + j));
      const __m512 x1 = _mm512_maskz_add_ps(keep1, widened(a1 + j), _mm512_loadu_ps(b1 + j));
      _mm512_storeu_si512(out.tile(tile, j / kPackedColumns) + at,
                          _mm512_permutexvar_epi16(interleave, rounded(x0, x1)));
    }
  }
}

// Combined 8 + 8, 4 + 4, 2 + 2, 1 + 1, as everywhere.
TAXON_TILES_INLINE float total(__m512 x) {
  const __m256 eight = _mm256_add_ps(_mm512_castps512_ps256(x), _mm512_extractf32x8_ps(x, 1));
  const __m128 four = _mm_add_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps(eight, 1));
  const __m128 two = _mm_add_ps(four, _mm_movehl_ps(four, four));
  return _mm_cvtss_f32(_mm_add_ss(two, _mm_movehdup_ps(two)));
}

// exp(x) for x <= 0 as 2^whole x 2^r, the latter by a polynomial with the least relative error, 7.5e-5, on
// [-1/2, 1/2].
TAXON_TILES_INLINE __m512 exp_nonpositive(__m512 x) {
  // 2^-200 is 0 in single precision; NaN stays NaN, as the second operand.
  const __m512 exponent =
      _mm512_max_ps(_mm512_set1_ps(-200.0F), _mm512_mul_ps(x, _mm512_set1_ps(1.44269504F)));
  // Adding and taking away 1.5 x 2^23 rounds to the nearest whole number.
  const __m512 magic = _mm512_set1_ps(12582912.0F);
  const __m512 whole = _mm512_sub_ps(_mm512_add_ps(exponent, magic), magic);
  const __m512 r = _mm512_sub_ps(exponent, whole);
  __m512 p = _mm512_set1_ps(0.05517167F);
  p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(0.24261114F));
  p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(0.69326099F));
  p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(0.99992807F));
  return _mm512_scalef_ps(p, whole);
}

TAXON_TILES void softmax(std::size_t rows, std::size_t n, Rows s, HalfRows out) {
  const std::size_t whole = n / 16 * 16;
  const auto last = static_cast<__mmask16>((1U << (n - whole)) - 1U);
  for (std::size_t r = 0; r < rows; ++r) {
    float* row = s[r];
    __m512 largest = _mm512_set1_ps(-3.4028235e38F);
    for (std::size_t j = 0; j < whole; j += 16) largest = _mm512_max_ps(largest, _mm512_loadu_ps(row + j));
    if (last) largest = _mm512_mask_max_ps(largest, last, largest, _mm512_loadu_ps(row + whole));
    const __m512 top = _mm512_set1_ps(_mm512_reduce_max_ps(largest));
    __m512 sum = _mm512_setzero_ps();
    for (std::size_t j = 0; j < whole; j += 16) {
      const __m512 e = exp_nonpositive(_mm512_sub_ps(_mm512_loadu_ps(row + j), top));
      sum = _mm512_add_ps(sum, e);
      _mm512_storeu_ps(row + j, e);
    }
    if (last) {
      const __m512 e = exp_nonpositive(_mm512_sub_ps(_mm512_loadu_ps(row + whole), top));
      sum = _mm512_mask_add_ps(sum, last, sum, e);
      _mm512_storeu_ps(row + whole, e);
    }
    const __m512 factor = _mm512_set1_ps(1.0F / total(sum));
    for (std::size_t j = 0; j < n; j += 32) {
      const __m512 low = _mm512_mul_ps(load_some(row + j, n - j), factor);
      const __m512 high = _mm512_mul_ps(load_some(row + j + 16, rest(n, j + 16)), factor);
      _mm512_storeu_si512(out[r] + j, rounded(low, high));
    }
  }
}

constexpr Bfloat16Kernels kKernels = {.gemm = gemm,
                                      .round_rows = round_rows,
                                      .pack_transposed = pack_transposed,
                                      .gather_add = gather_add,
                                      .gather_add_packed = gather_add_packed,
                                      .softmax = softmax};

// Whether processor and system have what TAXON_TILES names. The system saves the tile registers of a process
// only after it asked for it; threads that start later inherit that.
bool tiles_available() {
  unsigned a = 0, b = 0, c = 0, d = 0;
  constexpr unsigned kAmxBf16 = 1U << 22U, kAmxTile = 1U << 24U, kAvx512Bf16 = 1U << 5U;
  if (__get_cpuid_count(7, 0, &a, &b, &c, &d) == 0 || (d & kAmxBf16) == 0 || (d & kAmxTile) == 0)
    return false;
  if (__get_cpuid_count(7, 1, &a, &b, &c, &d) == 0 || (a & kAvx512Bf16) == 0) return false;
  __builtin_cpu_init();  // tells of AVX-512 only where the system saves its registers
  if (!__builtin_cpu_supports("avx512f") || !__builtin_cpu_supports("avx512bw") ||
      !__builtin_cpu_supports("avx512vl") || !__builtin_cpu_supports("avx512dq")) {
    return false;
  }
  constexpr long kRequestPermission = 0x1023, kTileData = 18;
  return syscall(SYS_arch_prctl, kRequestPermission, kTileData) == 0;
}

}  // namespace

const Bfloat16Kernels* bfloat16_kernels() {
  static const bool available = tiles_available();
  return available ? &kKernels : nullptr;
}

}  // namespace taxon

#endif
