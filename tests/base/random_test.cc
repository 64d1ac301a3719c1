#include "base/random.h"

#include <gtest/gtest.h>

namespace taxon {
namespace {

// The known answers that the authors of Philox publish with Random123 (philox4x32, 10 rounds).
TEST(Philox, KnownAnswers) {
  using Counter = std::array<std::uint32_t, 4>;
  EXPECT_EQ(philox({0, 0, 0, 0}, {0, 0}), (Counter{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  constexpr std::uint32_t kOnes = 0xffffffff;
  EXPECT_EQ(philox({kOnes, kOnes, kOnes, kOnes}, {kOnes, kOnes}),
            (Counter{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
            (Counter{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(CounterRandom, PlacesAndPurposesDiffer) {
  const CounterRandom a(7, Purpose::kDropout, 1, 2), b(7, Purpose::kDropout, 2, 1),
      c(7, Purpose::kShuffle, 1, 2);
  EXPECT_NE(a.bits(0), b.bits(0));
  EXPECT_NE(a.bits(0), c.bits(0));
  EXPECT_EQ(a.bits(5), a.block(1)[1]);
}

TEST(UnitFloat, StaysBelowOne) {
  EXPECT_EQ(unit_float(0), 0.0F);
  EXPECT_LT(unit_float(0xffffffff), 1.0F);
}

}  // namespace
}  // namespace taxon
