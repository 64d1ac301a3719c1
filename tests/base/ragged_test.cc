#include "base/ragged.h"

#include <gtest/gtest.h>

namespace taxon {
namespace {

TEST(Ragged, KeepsRowsOfAnyLength) {
  Ragged<int> rows;
  const std::vector<int> two = {7, 8};
  rows.push_back(two);
  rows.push_back(std::span<const int>());
  rows.push_back(9);
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(std::vector<int>(rows[0].begin(), rows[0].end()), two);
  EXPECT_TRUE(rows[1].empty());
  ASSERT_EQ(rows[2].size(), 1U);
  EXPECT_EQ(rows[2].front(), 9);
}

TEST(Ragged, OneEachIsWhatPushingMakes) {
  Ragged<int> pushed;
  for (const int value : {3, 1, 2}) pushed.push_back(value);
  EXPECT_EQ(one_each<int>({3, 1, 2}), pushed);
  EXPECT_EQ(one_each<int>({}).size(), 0U);
}

TEST(Ragged, JoinedIsOneAfterTheOther) {
  Ragged<int> rows;
  rows.push_back(std::vector<int>{1, 2});
  rows.push_back(std::span<const int>());
  const Ragged<int> all = joined<int>({rows, {}, one_each<int>({5}), rows});
  EXPECT_EQ(all.offsets, (std::vector<std::size_t>{0, 2, 2, 3, 5, 5}));
  EXPECT_EQ(all.values, (std::vector<int>{1, 2, 5, 1, 2}));
  EXPECT_EQ(joined<int>({}), Ragged<int>());
}

}  // namespace
}  // namespace taxon
