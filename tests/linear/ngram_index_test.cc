#include "linear/ngram_index.h"

#include <gtest/gtest.h>

#include <set>

#include "base/random.h"

namespace taxon {
namespace {

std::uint64_t random_hash(std::uint64_t i) {
  const CounterRandom random(4, Purpose::kShuffle);
  return std::uint64_t{random.bits(2 * i)} << 32U | random.bits(2 * i + 1);
}

TEST(NgramIndex, FindsWhatIsThereAndNothingElse) {
  for (const std::size_t n : {0U, 1U, 2U, 3U, 255U, 256U, 20000U}) {
    std::set<std::uint64_t> sorted;
    for (std::size_t i = 0; i < n; ++i) sorted.insert(random_hash(i));
    const std::vector<std::uint64_t> hashes(sorted.begin(), sorted.end());
    std::vector<std::uint32_t> columns;
    for (std::size_t i = 0; i < n; ++i) columns.push_back(static_cast<std::uint32_t>(n - 1 - i));
    const NgramIndex index(hashes, columns);
    EXPECT_EQ(index.size(), n);
    for (std::size_t i = 0; i < n; ++i) EXPECT_EQ(index.find(hashes[i]), n - 1 - i);
    for (std::size_t i = n; i < n + 1000; ++i) EXPECT_EQ(index.find(random_hash(i)), NgramIndex::kNone);
  }
}

TEST(NgramIndex, FindsHashesAtBothEnds) {
  const std::vector<std::uint64_t> hashes{0, ~std::uint64_t{0} - 1, ~std::uint64_t{0}};
  const std::vector<std::uint32_t> columns{1, 2, 0};
  const NgramIndex index(hashes, columns);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(index.find(hashes[i]), columns[i]);
}

}  // namespace
}  // namespace taxon
