#include "linear/sort_columns.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/random.h"

namespace taxon {
namespace {

TEST(SortColumns, SortsRowsOfAnyLengthAndKeepsEqualsInOrder) {
  const CounterRandom random(3, Purpose::kShuffle);
  for (const std::uint32_t columns : {1U, 2000U, 3000U, 5'000'000U, 2'000'000'000U}) {
    for (const std::size_t n : {0U, 1U, 2U, 511U, 512U, 3000U}) {
      std::vector<SparseValue> values{{7, 1}, {3, 2}};  // another row's
      for (std::size_t i = 0; i < n; ++i) values.push_back({random.bits(i) % columns, static_cast<float>(i)});
      auto expected = values;
      std::stable_sort(expected.begin() + 2, expected.end(),
                       [](const SparseValue& a, const SparseValue& b) { return a.column < b.column; });
      sort_columns(values, 2, columns);
      EXPECT_EQ(values, expected) << columns << ", " << n;
    }
  }
}

}  // namespace
}  // namespace taxon
