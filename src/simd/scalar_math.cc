#include "simd/scalar_math.h"

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

namespace taxon {
namespace {

// ln(2) in two parts; whole x kLn2High is exact for |whole| < 2^20.
constexpr double kLn2High = 0x1.62e42fefap-1;
constexpr double kLn2Low = 0x1.cf79abc9e3b3ap-40;
constexpr double kLog2E = 1.4426950408889634;

// pi / 2 in two parts; whole x kHalfPiHigh is exact for whole < 2^20 (33 bits, as in fdlibm).
constexpr double kHalfPiHigh = 0x1.921fb544p+0;
constexpr double kHalfPiLow = 0x1.0b4611a626331p-34;
constexpr double kTwoOverPi = 0.63661977236758134;

// Taylor's series of |x| <= pi / 4 by Horner's rule, from the term x^last / last! down to `first`'s: sine for
// first = 1, cosine for first = 0. What is left out is below 2^-60.
double series(double x, int first, int last) {
  double sum = 1.0;
  for (int i = last; i > first; i -= 2) sum = 1.0 - sum * (x * x) / (i * (i - 1));
  return first == 1 ? sum * x : sum;
}

// sin(x + quarters * pi / 2).
double shifted_sin(double x, std::int64_t quarters) {
  const double whole = std::floor(x * kTwoOverPi + 0.5);
  const double r = (x - whole * kHalfPiHigh) - whole * kHalfPiLow;
  quarters += static_cast<std::int64_t>(whole);
  const double value = quarters % 2 == 0 ? series(r, 1, 19) : series(r, 0, 18);
  return quarters % 4 < 2 ? value : -value;
}

}  // namespace

double exact_sin(double x) {
  return shifted_sin(x, 0);
}

double exact_cos(double x) {
  return shifted_sin(x, 1);
}

double exact_exp(double x) {
  if (std::isnan(x)) return x;
  if (x < -700.0) return 0.0;
  if (x > 709.0) return std::numeric_limits<double>::infinity();
  const double whole = std::floor(x * kLog2E + 0.5);
  const double r = (x - whole * kLn2High) - whole * kLn2Low;  // |r| <= ln(2) / 2
  // Taylor's series by Horner's rule; the first term left out is below 2^-60 of the sum.
  double sum = 1.0;
  for (int i = 14; i >= 1; --i) sum = 1.0 + sum * r / i;
  const auto exponent = static_cast<std::uint64_t>(static_cast<std::int64_t>(whole) + 1023);
  return sum * std::bit_cast<double>(exponent << 52U);
}

double exact_sigmoid(double x) {
  const double small = exact_exp(-std::abs(x));  // at most 1
  return (x < 0.0 ? small : 1.0) / (1.0 + small);
}

double exact_log(double x) {
  if (std::isinf(x) && x > 0) return x;
  if (!(x >= std::numeric_limits<double>::min())) return std::numeric_limits<double>::quiet_NaN();
  const auto bits = std::bit_cast<std::uint64_t>(x);
  auto exponent = static_cast<std::int64_t>(bits >> 52U) - 1023;
  double m = std::bit_cast<double>((bits & 0xfffffffffffffU) | 0x3ff0000000000000U);  // in [1, 2)
  if (m > 1.4142135623730951) {
    m *= 0.5;
    ++exponent;
  }
  // log(m) = 2 artanh(t) with |t| < 0.172: the series' first term left out is below 2^-60 of the sum.
  const double t = (m - 1.0) / (m + 1.0), square = t * t;
  double sum = 0.0;
  for (int i = 23; i >= 3; i -= 2) sum = (sum + 1.0 / i) * square;
  const auto e = static_cast<double>(exponent);
  return e * kLn2High + (2.0 * t + (2.0 * t * sum + e * kLn2Low));
}

}  // namespace taxon
