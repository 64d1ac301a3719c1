#include "linear/document_counts.h"

#include <gtest/gtest.h>

#include <map>

#include "base/random.h"

namespace taxon {
namespace {

TEST(DocumentCounts, AreExactWithinTheirLimit) {
  DocumentCounts counts(1U << 14U);
  std::map<std::uint64_t, std::uint32_t> expected;
  const CounterRandom random(3, Purpose::kShuffle);
  for (std::uint32_t text = 0; text < 200; ++text) {
    std::vector<std::uint64_t> hashes;
    for (std::uint32_t i = 0; i < 100; ++i) {
      const float u = unit_float(random.bits(100 * text + i));
      const std::uint64_t hash = static_cast<std::uint64_t>(u * u * 12000) << 20U;
      hashes.push_back(hash);
      ++expected[hash];
    }
    counts.add(hashes);
  }
  for (const std::uint32_t least : {1U, 2U, 5U}) {
    std::vector<std::pair<std::uint64_t, std::uint32_t>> some, found;
    for (const auto& item : expected) {
      if (item.second >= least) some.push_back(item);
    }
    for (const auto& count : counts.at_least(least)) found.emplace_back(count.hash, count.texts);
    EXPECT_EQ(found, some);
  }
}

TEST(DocumentCounts, KeepTheFrequentOnesBeyondTheirLimit) {
  constexpr std::size_t kLimit = 1U << 10U;
  DocumentCounts counts(kLimit);
  for (std::uint64_t text = 0; text < 1000; ++text) {
    // Ten that are in every text, a hundred in this one only.
    std::vector<std::uint64_t> hashes;
    for (std::uint64_t i = 0; i < 110; ++i) hashes.push_back(i < 10 ? i : 1000 * text + i);
    counts.add(hashes);
  }
  EXPECT_LE(counts.at_least(1).size(), kLimit);
  const auto frequent = counts.at_least(900);
  ASSERT_EQ(frequent.size(), 10U);
  for (std::size_t i = 0; i < 10; ++i) {
    EXPECT_EQ(frequent[i].hash, i);
    EXPECT_EQ(frequent[i].texts, 1000U);
  }
}

}  // namespace
}  // namespace taxon
