#include <cmath>

#include "simd/kernel_test.h"

namespace taxon {
namespace {

struct Shape {
  std::size_t m, n, k;
};

// A product by one level and by the plain loop, from operands that start `shift` floats off a cache line.
void expect_same_product(const Kernels& level, const Shape& s, bool read_transposed, bool accumulate,
                         std::size_t shift) {
  SCOPED_TRACE(testing::Message() << s.m << " x " << s.n << " x " << s.k << " shift " << shift);
  const std::size_t a_stride = read_transposed ? s.m + 3 : s.k + 3, wide = round_up(s.n, kLanes) + 1;
  TestFloats a((read_transposed ? s.k : s.m) * a_stride, 1, shift), b(s.k * wide, 2, shift);
  TestFloats c(s.m * wide, 3, shift), expected = c;
  const auto stride = static_cast<std::ptrdiff_t>(a_stride);
  const LeftView left = read_transposed ? LeftView{a.data(), 1, stride} : LeftView{a.data(), stride, 1};
  level.gemm(s.m, s.n, s.k, left, b.rows(wide), c.rows(wide), accumulate);
  reference_kernels().gemm(s.m, s.n, s.k, left, b.rows(wide), expected.rows(wide), accumulate);
  EXPECT_TRUE(same_bits(c, expected));
}

TEST(Gemm, EqualsThePlainLoopInEveryBit) {
  for_each_level([](const Kernels& level) {
    for (const std::size_t m : {1U, 2U, 5U, 6U, 7U, 13U, 14U, 15U, 28U, 29U}) {
      for (const std::size_t n : {1U, 15U, 16U, 17U, 32U, 33U, 63U}) {
        for (const std::size_t k : {1U, 3U, 16U, 31U})
          expect_same_product(level, {m, n, k}, false, (m + n + k) % 2 == 0, 0);
      }
    }
  });
}

TEST(Gemm, ReadsTransposedAndMisaligned) {
  for_each_level([](const Kernels& level) {
    for (const std::size_t shift : {0U, 1U, 7U}) {
      for (const std::size_t m : {1U, 3U, 14U, 17U, 40U}) {
        for (const std::size_t n : {3U, 16U, 40U})
          expect_same_product(level, {m, n, 9}, true, shift == 1, shift);
      }
      expect_same_product(level, {17, 33, 12}, false, true, shift);
    }
  });
}

// Longer than one pass over the inner index (256): the chains go on where they stopped.
TEST(Gemm, LongInnerIndex) {
  for_each_level([](const Kernels& level) {
    for (const std::size_t k : {255U, 256U, 257U, 600U}) {
      expect_same_product(level, {15, 20, k}, false, false, 0);
      expect_same_product(level, {15, 20, k}, true, true, 0);
    }
  });
}

TEST(Gemm, NothingToSumIsZero) {
  for_each_level([](const Kernels& level) {
    TestFloats a(16, 1), b(16, 2), c(16, 3);
    level.gemm(1, 16, 0, {a.data(), 1}, b.rows(16), c.rows(16), false);
    for (std::size_t j = 0; j < 16; ++j) EXPECT_EQ(c.data()[j], 0.0F);
  });
}

TEST(Transpose, EqualsThePlainLoop) {
  for_each_level([](const Kernels& level) {
    for (const std::size_t rows : {1U, 3U, 4U, 5U, 16U, 18U}) {
      for (const std::size_t cols : {1U, 4U, 7U, 33U}) {
        TestFloats in(rows * (cols + 1), 1, 1), out(cols * (rows + 2), 2), expected = out;
        level.transpose(rows, cols, in.rows(cols + 1), 0.3F, out.rows(rows + 2));
        reference_kernels().transpose(rows, cols, in.rows(cols + 1), 0.3F, expected.rows(rows + 2));
        EXPECT_TRUE(same_bits(out, expected));
      }
    }
  });
}

}  // namespace
}  // namespace taxon
