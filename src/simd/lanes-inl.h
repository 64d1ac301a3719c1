// Sixteen floats as one value on every instruction set: one register of 16, two of 8, four of 4 or sixteen
// of 1. Included once for each target by kernels.cc.
#if defined(TAXON_SIMD_LANES_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef TAXON_SIMD_LANES_INL_H_
#undef TAXON_SIMD_LANES_INL_H_
#else
#define TAXON_SIMD_LANES_INL_H_
#endif

#include <hwy/highway.h>

#include <cmath>
#include <cstring>

#include "simd/matrix.h"

#if defined(__clang__)
#define TAXON_UNROLL _Pragma("unroll")
#else
#define TAXON_UNROLL _Pragma("GCC unroll 16")
#endif

HWY_BEFORE_NAMESPACE();
namespace taxon {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

#if HWY_TARGET == HWY_SCALAR
constexpr std::size_t kWidth = 1;
using Tag = hn::ScalableTag<float>;
#else
constexpr std::size_t kWidth = HWY_MAX_BYTES / sizeof(float);
using Tag = hn::FixedTag<float, kWidth>;
#endif
using Vec = hn::Vec<Tag>;
constexpr std::size_t kParts = kLanes / kWidth;

// a x b + c with one rounding, on every target: Highway's scalar one would round twice.
HWY_INLINE Vec fma(Vec a, Vec b, Vec c) {
#if HWY_TARGET == HWY_SCALAR
  return Vec(std::fma(a.raw, b.raw, c.raw));
#else
  return hn::MulAdd(a, b, c);
#endif
}

struct Lanes {
  Vec part[kParts];
};

HWY_INLINE Lanes load(const float* from) {
  Lanes x;
  TAXON_UNROLL for (std::size_t p = 0; p < kParts; ++p) x.part[p] = hn::LoadU(Tag(), from + p * kWidth);
  return x;
}

HWY_INLINE void store(const Lanes& x, float* to) {
  TAXON_UNROLL for (std::size_t p = 0; p < kParts; ++p) hn::StoreU(x.part[p], Tag(), to + p * kWidth);
}

// Of the last, partial group of a row: count < 16 elements, the rest filled.
HWY_INLINE Lanes load_some(const float* from, std::size_t count, float fill) {
  alignas(64) float buffer[kLanes];
  for (std::size_t i = 0; i < kLanes; ++i) buffer[i] = i < count ? from[i] : fill;
  return load(buffer);
}

HWY_INLINE void store_some(const Lanes& x, float* to, std::size_t count) {
  alignas(64) float buffer[kLanes];
  store(x, buffer);
  std::memcpy(to, buffer, count * sizeof(float));
}

HWY_INLINE Lanes broadcast(float x) {
  const Vec v = hn::Set(Tag(), x);
  Lanes r;
  TAXON_UNROLL for (std::size_t p = 0; p < kParts; ++p) r.part[p] = v;
  return r;
}

#define TAXON_LANES_BINARY(name, expression)                \
  HWY_INLINE Lanes name(const Lanes& a, const Lanes& b) {   \
    Lanes r;                                                \
    TAXON_UNROLL for (std::size_t p = 0; p < kParts; ++p) { \
      const Vec x = a.part[p], y = b.part[p];               \
      r.part[p] = expression;                               \
    }                                                       \
    return r;                                               \
  }
TAXON_LANES_BINARY(add, hn::Add(x, y))
TAXON_LANES_BINARY(sub, hn::Sub(x, y))
TAXON_LANES_BINARY(mul, hn::Mul(x, y))
TAXON_LANES_BINARY(div, hn::Div(x, y))
TAXON_LANES_BINARY(max, hn::IfThenElse(hn::Gt(x, y), x, y))
#undef TAXON_LANES_BINARY

HWY_INLINE Lanes sqrt(const Lanes& a) {
  Lanes r;
  TAXON_UNROLL for (std::size_t p = 0; p < kParts; ++p) r.part[p] = hn::Sqrt(a.part[p]);
  return r;
}

HWY_INLINE Lanes fma(const Lanes& a, const Lanes& b, const Lanes& c) {
  Lanes r;
  TAXON_UNROLL for (std::size_t p = 0; p < kParts; ++p) r.part[p] = fma(a.part[p], b.part[p], c.part[p]);
  return r;
}

// The sixteen partial sums to one: 8 + 8, 4 + 4, 2 + 2, 1 + 1.
HWY_INLINE float total(const Lanes& x) {
  alignas(64) float s[kLanes];
  store(x, s);
  for (std::size_t width = kLanes / 2; width > 0; width /= 2) {
    for (std::size_t i = 0; i < width; ++i) s[i] += s[i + width];
  }
  return s[0];
}

HWY_INLINE float largest(const Lanes& x) {
  alignas(64) float s[kLanes];
  store(x, s);
  for (std::size_t width = kLanes / 2; width > 0; width /= 2) {
    for (std::size_t i = 0; i < width; ++i) s[i] = s[i] > s[i + width] ? s[i] : s[i + width];
  }
  return s[0];
}

// Calls body(column, group) for each group of 16 columns of a row of n, the last
// one through a buffer if it is partial.
struct WholeGroup {
  HWY_INLINE Lanes get(const float* from, float) const { return load(from); }
  HWY_INLINE void put(const Lanes& x, float* to) const { store(x, to); }
};

struct PartGroup {
  std::size_t count;
  HWY_INLINE Lanes get(const float* from, float fill) const { return load_some(from, count, fill); }
  HWY_INLINE void put(const Lanes& x, float* to) const { store_some(x, to, count); }
};

template <class Body>
HWY_INLINE void for_groups(std::size_t n, const Body& body) {
  std::size_t j = 0;
  for (; j + kLanes <= n; j += kLanes) body(j, WholeGroup{});
  if (j < n) body(j, PartGroup{n - j});
}

// exp(x) for x <= 0, at most 1 ulp off; exactly 0 below -87.3, so that no denormal ever appears. Cody and
// Waite's reduction to |r| <= ln(2) / 2, then the Taylor polynomial
// of degree 7, whose error there (5e-9) is far below half an ulp.
HWY_INLINE Vec exp_nonpositive(Vec x) {
  const Tag d;
  const auto keep = hn::Ge(x, hn::Set(d, -87.3F));
  const Vec clamped = hn::IfThenElse(keep, x, hn::Set(d, -87.3F));
  // Adding and taking away 1.5 x 2^23 rounds to the nearest whole number.
  const Vec magic = hn::Set(d, 12582912.0F);
  const Vec shifted = fma(clamped, hn::Set(d, 1.44269504F), magic);
  const Vec whole = hn::Sub(shifted, magic);
  Vec r = fma(whole, hn::Set(d, -0.693145752F), clamped);
  r = fma(whole, hn::Set(d, -1.42860677e-6F), r);
  Vec p = hn::Set(d, 1.98412698e-4F);
  p = fma(p, r, hn::Set(d, 1.38888889e-3F));
  p = fma(p, r, hn::Set(d, 8.33333333e-3F));
  p = fma(p, r, hn::Set(d, 4.16666667e-2F));
  p = fma(p, r, hn::Set(d, 1.66666667e-1F));
  p = fma(p, r, hn::Set(d, 0.5F));
  p = fma(p, r, hn::Set(d, 1.0F));
  p = fma(p, r, hn::Set(d, 1.0F));
  const hn::RebindToSigned<Tag> di;
  const auto exponent = hn::ShiftLeft<23>(hn::Add(hn::ConvertTo(di, whole), hn::Set(di, 127)));
  return hn::IfThenElseZero(keep, hn::Mul(p, hn::BitCast(d, exponent)));
}

HWY_INLINE Lanes exp_nonpositive(const Lanes& x) {
  Lanes r;
  TAXON_UNROLL for (std::size_t p = 0; p < kParts; ++p) r.part[p] = exp_nonpositive(x.part[p]);
  return r;
}

}  // namespace HWY_NAMESPACE
}  // namespace taxon
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
