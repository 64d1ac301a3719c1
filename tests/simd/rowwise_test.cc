#include <cmath>

#include "simd/kernel_test.h"

namespace taxon {
namespace {

constexpr std::size_t kRows = 3;

// Runs one call on each level and on the reference, over all sizes and two alignments. `call` gets the
// kernels, the row length, and four arrays of kRows rows that start out the same for both; all are compared
// afterwards.
template <class Call>
void expect_equal_everywhere(const Call& call) {
  for_each_level([&](const Kernels& level) {
    for (const std::size_t n : kSizes) {
      for (const std::size_t shift : {0U, 3U}) {
        SCOPED_TRACE(testing::Message() << n << " a row, shift " << shift);
        const std::size_t stride = round_up(n, kLanes) + 1;
        std::vector<TestFloats> ours, theirs;
        for (std::uint64_t seed = 1; seed <= 4; ++seed) ours.emplace_back(kRows * stride, seed, shift);
        theirs = ours;
        call(level, n, stride, ours);
        call(reference_kernels(), n, stride, theirs);
        for (std::size_t i = 0; i < ours.size(); ++i)
          EXPECT_TRUE(same_bits(ours[i], theirs[i])) << "array " << i;
      }
    }
  });
}

using Arrays = std::vector<TestFloats>;

TEST(Rowwise, GatherAdd) {
  const std::int32_t a[kRows] = {2, 0, 2}, b[kRows] = {1, 1, 0};
  expect_equal_everywhere([&](const Kernels& k, std::size_t n, std::size_t stride, Arrays& x) {
    k.gather_add(kRows, n, x[0].rows(stride), a, x[1].rows(stride), b, x[2].rows(stride));
  });
}

TEST(Rowwise, Additions) {
  expect_equal_everywhere([](const Kernels& k, std::size_t n, std::size_t stride, Arrays& x) {
    k.add_bias(kRows, n, x[0].rows(stride), x[1].data(), x[0].rows(stride));
    k.add_to(kRows, n, x[0].rows(stride), x[2].rows(stride));
    k.add_columns(kRows, n, x[2].rows(stride), x[3].data());
  });
}

TEST(Rowwise, Softmax) {
  expect_equal_everywhere([](const Kernels& k, std::size_t n, std::size_t stride, Arrays& x) {
    k.softmax(kRows, n, x[0].rows(stride));
    k.softmax_backward(kRows, n, x[0].rows(stride), x[1].rows(stride));
  });
}

TEST(Rowwise, SoftmaxOfFarApartScores) {
  for_each_level([](const Kernels& k) {
    std::vector<float> row(kLanes * 2, 7.0F);
    row[0] = 0.0F;
    row[1] = -80.0F;
    row[2] = -200.0F;
    row[3] = -3.0e38F;
    k.softmax(1, 4, {row.data(), 0});
    EXPECT_EQ(row[0], 1.0F);
    EXPECT_NEAR(row[1], std::exp(-80.0F), 1e-41F);
    EXPECT_EQ(row[2], 0.0F);
    EXPECT_EQ(row[3], 0.0F);
    EXPECT_EQ(row[4], 0.0F);  // up to the next multiple of 16
    EXPECT_EQ(row[16], 7.0F);
  });
}

// The polynomial against the C library: 2 ulp leaves room for the division by the sum.
TEST(Rowwise, SoftmaxIsAccurate) {
  for_each_level([](const Kernels& k) {
    for (float x = 0.0F; x > -87.0F; x -= 0.37F) {
      float row[kLanes] = {0.0F, x};
      k.softmax(1, 2, {row, 0});
      const double e = std::exp(static_cast<double>(x));
      EXPECT_NEAR(row[1], e / (1.0 + e), 2.4e-7 * e) << x;
    }
  });
}

TEST(Rowwise, Norm) {
  expect_equal_everywhere([](const Kernels& k, std::size_t n, std::size_t stride, Arrays& x) {
    k.norm(kRows, n, x[0].rows(stride), x[1].data(), x[2].data(), 1e-3F, x[3].rows(stride));
    k.norm_backward(kRows, n, x[0].rows(stride), x[1].data(), 1e-3F, x[3].rows(stride), x[1].data() + stride,
                    x[2].data() + stride);
  });
}

TEST(Rowwise, Relu) {
  expect_equal_everywhere([](const Kernels& k, std::size_t n, std::size_t stride, Arrays& x) {
    k.relu(kRows, n, x[0].rows(stride));
    k.relu_backward(kRows, n, x[0].rows(stride), x[1].rows(stride));
  });
}

TEST(Rowwise, MaxRowsGivesTiesToTheFirst) {
  for_each_level([](const Kernels& k) {
    for (const std::size_t n : kSizes) {
      const std::size_t stride = n + 1;
      TestFloats x(kRows * stride, 1, 1);
      x.rows(stride)[2][0] = x.rows(stride)[0][0] = 5.0F;
      std::vector<float> best(n, -0.25F), expected_best = best;
      std::vector<std::int32_t> winner(n, 77), expected_winner = winner;
      k.max_rows(kRows, n, x.rows(stride), 10, best.data(), winner.data());
      reference_kernels().max_rows(kRows, n, x.rows(stride), 10, expected_best.data(),
                                   expected_winner.data());
      EXPECT_EQ(best, expected_best);
      EXPECT_EQ(winner, expected_winner);
      EXPECT_EQ(winner[0], 10);
    }
  });
}

TEST(Rowwise, Adam) {
  const AdamRates rates{1e-3F, 0.1F, 1e-3F, 1e-7F};
  const AdamMissed missed{0.5F, 0.9F, {1e-3F, 2e-4F, 3e-5F, 4e-6F}, 1e-7F};
  expect_equal_everywhere([&](const Kernels& k, std::size_t n, std::size_t stride, Arrays& x) {
    for (std::size_t i = 0; i < stride; ++i) x[3].data()[i] = std::abs(x[3].data()[i]);  // a variance
    k.adam(n, rates, x[0].data(), x[1].data(), x[2].data(), x[3].data());
    k.adam_catch_up(n, missed, x[1].data(), x[2].data(), x[3].data());
  });
}

}  // namespace
}  // namespace taxon
