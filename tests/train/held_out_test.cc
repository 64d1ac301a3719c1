#include "train/held_out.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace taxon {
namespace {

// 100 texts of class 0, 50 of class 1, 3 of class 2.
RaggedLabels uneven() {
  RaggedLabels labels;
  for (int i = 0; i < 153; ++i) labels.push_back(i < 100 ? 0 : i < 150 ? 1 : 2);
  return labels;
}

TEST(HoldOut, TakesItsShareOfEveryClassAndNoTextTwice) {
  const auto labels = uneven();
  const auto folds = hold_out(labels, 3, 4, 0.2, 1);
  ASSERT_EQ(folds.size(), 4U);
  std::vector<int> of_class(3);
  std::set<std::uint32_t> seen;
  for (const auto& fold : folds) {
    EXPECT_TRUE(std::is_sorted(fold.begin(), fold.end()));
    int of_first = 0;
    for (const auto i : fold) {
      EXPECT_TRUE(seen.insert(i).second);
      ++of_class[static_cast<std::size_t>(labels[i].front())];
      of_first += labels[i].front() == 0 ? 1 : 0;
    }
    EXPECT_EQ(of_first, 5);
  }
  EXPECT_EQ(of_class, (std::vector<int>{20, 10, 1}));
}

TEST(HoldOut, DependsOnTheSeedAndNothingElse) {
  const auto labels = uneven();
  EXPECT_EQ(hold_out(labels, 3, 2, 0.2, 5), hold_out(labels, 3, 2, 0.2, 5));
  EXPECT_NE(hold_out(labels, 3, 2, 0.2, 5), hold_out(labels, 3, 2, 0.2, 6));
}

TEST(HoldOut, LeavesClassesOfFewTextsAlone) {
  const auto labels = one_each<std::int32_t>({0, 1, 0, 1});
  EXPECT_EQ(hold_out(labels, 2, 1, 0.2, 0), std::vector<std::vector<std::uint32_t>>(1));
}

TEST(HoldOut, DealsTextsWithoutALabelOutAsAClass) {
  RaggedLabels labels;
  for (int i = 0; i < 20; ++i) labels.push_back(std::span<const std::int32_t>());
  EXPECT_EQ(hold_out(labels, 2, 1, 0.2, 0).front().size(), 4U);
}

}  // namespace
}  // namespace taxon
