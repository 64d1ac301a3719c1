#include "simd/low_precision.h"

#include <algorithm>
#include <cmath>

#include "simd/kernel_test.h"

namespace taxon {
namespace {

TEST(Bfloat16, RoundsToTheNearestOfTwoEvenlyNearTheEven) {
  EXPECT_EQ(widen(round_to_bfloat16(0.0F)), 0.0F);
  EXPECT_TRUE(std::signbit(widen(round_to_bfloat16(-0.0F))));
  EXPECT_EQ(widen(round_to_bfloat16(-1.5F)), -1.5F);
  EXPECT_EQ(widen(round_to_bfloat16(0x1.01p0F)), 0x1.00p0F);      // half way: down to even
  EXPECT_EQ(widen(round_to_bfloat16(0x1.03p0F)), 0x1.04p0F);      // half way: up to even
  EXPECT_EQ(widen(round_to_bfloat16(0x1.01002p0F)), 0x1.02p0F);   // past half way
  EXPECT_EQ(widen(round_to_bfloat16(0x1.00fffep0F)), 0x1.00p0F);  // before half way
  EXPECT_EQ(widen(round_to_bfloat16(0x1.fffffep3F)), 0x1p4F);     // carries into the exponent
}

// Rows of bfloat16 that the kernels may write; unequal to anything they should write there.
class HalfMatrix {
 public:
  HalfMatrix(std::size_t rows, std::size_t columns)
      : stride_(round_up(columns, kPackedInner)), values_(rows * stride_, Bfloat16{0x7fc1}) {}
  HalfRows rows() { return {values_.data(), static_cast<std::ptrdiff_t>(stride_)}; }

 private:
  std::size_t stride_;
  std::vector<Bfloat16> values_;
};

class PackedMatrix {
 public:
  PackedMatrix(std::size_t k, std::size_t n)
      : inner_tiles_(round_up(k, kPackedInner) / kPackedInner),
        values_(packed_size(k, n), Bfloat16{0x7fc1}) {}
  PackedHalf view() { return {values_.data(), inner_tiles_}; }
  Bfloat16 element(std::size_t i, std::size_t j) {
    const std::size_t at = i % kPackedInner / 2 * kPackedInner + j % kPackedColumns * 2 + i % 2;
    return view().tile(i / kPackedInner, j / kPackedColumns)[at];
  }

  friend void expect_equal(const PackedMatrix& a, const PackedMatrix& b) {
    ASSERT_EQ(a.values_.size(), b.values_.size());
    for (std::size_t i = 0; i < a.values_.size(); ++i) {
      ASSERT_EQ(a.values_[i].bits, b.values_[i].bits) << "element " << i;
    }
  }

 private:
  std::size_t inner_tiles_;
  std::vector<Bfloat16> values_;
};

void expect_equal(const PackedMatrix& a, const PackedMatrix& b);

class Bfloat16KernelTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!bfloat16_kernels()) GTEST_SKIP() << "this processor has no tile registers for bfloat16: NOT TESTED";
  }
};

// Products of numbers of 8 bits are exact in single precision, so only the additions round: at most k of
// them, half an ulp each of what the sum of absolute values may reach; the tile unit adds pairs, which is
// fewer.
void expect_product(std::size_t m, std::size_t n, std::size_t k, bool accumulate) {
  SCOPED_TRACE(testing::Message() << m << " x " << n << " x " << k);
  TestFloats a(m * k, 1), b(k * n, 2);
  const std::size_t rows = round_up(m, 16), wide = round_up(n, kLanes) + 3;
  HalfMatrix left(rows, k);
  PackedMatrix right(k, n);
  bfloat16_kernels()->round_rows(m, k, a.rows(k), left.rows());
  pack_rounded(k, n, b.rows(n), right.view());
  TestFloats c(rows * wide, 3);
  TestFloats before = c;
  bfloat16_kernels()->gemm(m, n, left.rows(), right.view(), c.rows(wide), accumulate);
  for (std::size_t i = 0; i < m; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      double sum = accumulate ? static_cast<double>(before.data()[i * wide + j]) : 0.0, size = std::abs(sum);
      for (std::size_t l = 0; l < k; ++l) {
        const double product = static_cast<double>(widen(round_to_bfloat16(a.data()[i * k + l]))) *
                               static_cast<double>(widen(round_to_bfloat16(b.data()[l * n + j])));
        sum += product;
        size += std::abs(product);
      }
      const double tolerance = static_cast<double>(k + 1) * 0x1p-24 * size;
      ASSERT_NEAR(static_cast<double>(c.data()[i * wide + j]), sum, tolerance) << i << ", " << j;
    }
  }
}

TEST_F(Bfloat16KernelTest, ProductsEqualThePlainLoopOfRoundedFactors) {
  for (const std::size_t m : {1U, 2U, 15U, 16U, 17U, 31U, 32U, 33U, 48U, 65U}) {
    for (const std::size_t n : {1U, 7U, 15U, 16U, 17U, 32U, 33U, 47U}) {
      for (const std::size_t k : {1U, 2U, 3U, 31U, 32U, 33U, 64U, 257U}) {
        expect_product(m, n, k, (m + n + k) % 2 == 0);
      }
    }
  }
}

TEST_F(Bfloat16KernelTest, RoundsRowsAndPacksThemTransposed) {
  for (const std::size_t rows : {1U, 2U, 15U, 16U, 17U, 33U}) {
    for (const std::size_t n : kSizes) {
      SCOPED_TRACE(testing::Message() << rows << " x " << n);
      TestFloats in(rows * (n + 3), 1, 1);
      HalfMatrix rounded(rows, n);
      bfloat16_kernels()->round_rows(rows, n, in.rows(n + 3), rounded.rows());
      TestFloats transposed(n * rows, 0);
      for (std::size_t r = 0; r < rows; ++r) {
        for (std::size_t j = 0; j < round_up(n, kPackedInner); ++j) {
          const float expected = j < n ? in.rows(n + 3)[r][j] : 0.0F;
          ASSERT_EQ(rounded.rows()[r][j].bits, round_to_bfloat16(expected).bits) << r << ", " << j;
          if (j < n) transposed.data()[j * rows + r] = expected;
        }
      }
      PackedMatrix expected(n, rows), packed(n, rows);
      pack_rounded(n, rows, transposed.rows(rows), expected.view());
      bfloat16_kernels()->pack_transposed(rows, n, in.rows(n + 3), packed.view());
      expect_equal(packed, expected);
    }
  }
}

// Sums of rows of a table of 5 rounded rows and of one of 7 others, gathered by kernels and by hand.
void expect_gathered(std::size_t rows, std::size_t n) {
  SCOPED_TRACE(testing::Message() << rows << " x " << n);
  constexpr std::size_t kFirst = 5, kSecond = 7;
  const Bfloat16Kernels& kernels = *bfloat16_kernels();
  const std::size_t wide = round_up(n, kLanes);
  TestFloats first(kFirst * n, 1), second(kSecond * wide, 2);
  HalfMatrix table(kFirst, n), gathered(rows, n);
  kernels.round_rows(kFirst, n, first.rows(n), table.rows());
  std::vector<std::int32_t> a, b;
  for (std::size_t r = 0; r < rows; ++r) {
    a.push_back(static_cast<std::int32_t>(r * 3 % kFirst));
    b.push_back(static_cast<std::int32_t>(r % kSecond));
  }
  // Packed from the second tile of inner indices on, as a second head's are.
  PackedMatrix packed(kPackedInner + rows, n);
  kernels.gather_add(rows, n, table.rows(), a.data(), second.rows(wide), b.data(), gathered.rows());
  kernels.gather_add_packed(rows, n, table.rows(), a.data(), second.rows(wide), b.data(), 1, packed.view());
  for (std::size_t r = 0; r < round_up(rows, kPackedInner); ++r) {
    for (std::size_t j = 0; j < n; ++j) {
      Bfloat16 expected{0};
      if (r < rows) {
        const Bfloat16 left = table.rows()[static_cast<std::size_t>(a[r])][j];
        expected = round_to_bfloat16(widen(left) + second.rows(wide)[static_cast<std::size_t>(b[r])][j]);
        ASSERT_EQ(gathered.rows()[r][j].bits, expected.bits) << r << ", " << j;
      }
      ASSERT_EQ(packed.element(kPackedInner + r, j).bits, expected.bits) << r << ", " << j;
    }
    for (std::size_t j = wide; r < rows && j < round_up(n, kPackedInner); ++j) {
      ASSERT_EQ(gathered.rows()[r][j].bits, 0) << r << ", " << j;
    }
  }
}

TEST_F(Bfloat16KernelTest, GathersSumsAsRowsAndPacked) {
  for (const std::size_t n : kSizes) {
    for (std::size_t rows = 1; rows <= 33; rows += 4) expect_gathered(rows, n);
  }
}

// The true softmax to what rounding to bfloat16 (2^-8) and the kernel's exp (8e-5, in the sum too) cost.
TEST_F(Bfloat16KernelTest, SoftmaxIsTheTrueOneRounded) {
  for (const std::size_t n : kSizes) {
    for (const float spread : {1.0F, 30.0F, 1e4F, 1e30F}) {
      SCOPED_TRACE(testing::Message() << n << " spread " << spread);
      const std::size_t wide = round_up(n, kLanes);
      TestFloats s(3 * wide, 1);
      for (std::size_t i = 0; i < 3 * wide; ++i) s.data()[i] *= spread;
      TestFloats before = s;
      HalfMatrix out(3, n);
      bfloat16_kernels()->softmax(3, n, s.rows(wide), out.rows());
      for (std::size_t r = 0; r < 3; ++r) {
        const float* row = before.rows(wide)[r];
        const auto top = static_cast<double>(*std::max_element(row, row + n));
        double sum = 0;
        for (std::size_t j = 0; j < n; ++j) sum += std::exp(static_cast<double>(row[j]) - top);
        for (std::size_t j = 0; j < round_up(n, kPackedInner); ++j) {
          const double p = j < n ? std::exp(static_cast<double>(row[j]) - top) / sum : 0.0;
          // Differences of scores, of up to 2 x spread, are themselves rounded; far below the top p is 0.
          const double scores = std::min(4.0 * static_cast<double>(spread), 200.0) * 0x1p-23;
          ASSERT_NEAR(static_cast<double>(widen(out.rows()[r][j])), p, p * (0x1p-8 + 2e-4 + scores) + 1e-30);
        }
      }
    }
  }
}

}  // namespace
}  // namespace taxon
