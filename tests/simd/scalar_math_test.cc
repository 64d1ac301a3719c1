#include "simd/scalar_math.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace taxon {
namespace {

constexpr double kUlp = std::numeric_limits<double>::epsilon();

TEST(ScalarMath, ExpAgreesWithTheCLibrary) {
  for (double x = -690.0; x < 700.0; x += 0.7313) {
    EXPECT_NEAR(exact_exp(x) / std::exp(x), 1.0, 2 * kUlp) << x;
  }
  EXPECT_EQ(exact_exp(0.0), 1.0);
  EXPECT_EQ(exact_exp(-1000.0), 0.0);
  EXPECT_TRUE(std::isinf(exact_exp(1000.0)));
  EXPECT_TRUE(std::isnan(exact_exp(std::numeric_limits<double>::quiet_NaN())));
}

TEST(ScalarMath, SigmoidKeepsItsDigitsOnBothSides) {
  for (double x = -690.0; x < 700.0; x += 0.7313) {
    EXPECT_NEAR(exact_sigmoid(x) * (1.0 + std::exp(-x)), 1.0, 8 * kUlp) << x;
  }
  EXPECT_EQ(exact_sigmoid(0.0), 0.5);
  EXPECT_EQ(exact_sigmoid(1000.0), 1.0);
  EXPECT_EQ(exact_sigmoid(-1000.0), 0.0);
}

TEST(ScalarMath, LogAgreesWithTheCLibrary) {
  for (double x = 1e-300; x < 1e300; x *= 1.37) {
    EXPECT_NEAR(exact_log(x), std::log(x), 2 * kUlp * std::abs(std::log(x))) << x;
  }
  for (double x = 0.5; x < 2.0; x += 0.00317) {
    EXPECT_NEAR(exact_log(x), std::log(x), 2 * kUlp * std::max(std::abs(std::log(x)), 1e-3)) << x;
  }
  EXPECT_EQ(exact_log(1.0), 0.0);
  EXPECT_TRUE(std::isnan(exact_log(0.0)));
  EXPECT_TRUE(std::isnan(exact_log(-1.0)));
}

TEST(ScalarMath, SineAndCosineAgreeWithTheCLibrary) {
  for (double x = 0.0; x < 0x1p20; x += x < 50.0 ? 0.00731 : 17.31) {
    EXPECT_NEAR(exact_sin(x), std::sin(x), 1e-15) << x;
    EXPECT_NEAR(exact_cos(x), std::cos(x), 1e-15) << x;
  }
  EXPECT_EQ(exact_sin(0.0), 0.0);
  EXPECT_EQ(exact_cos(0.0), 1.0);
}

}  // namespace
}  // namespace taxon
