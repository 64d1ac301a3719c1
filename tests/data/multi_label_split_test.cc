#include "data/multi_label_split.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/random.h"

namespace taxon {
namespace {

using Labels = std::vector<std::int32_t>;

RaggedLabels rows(const std::vector<Labels>& all) {
  RaggedLabels labels;
  for (const auto& row : all) labels.push_back(row);
  return labels;
}

// n texts over `classes` labels, the c-th on about every (c + 2)-th text; some texts have none.
RaggedLabels made_up(std::size_t n, std::int32_t classes, std::uint64_t seed) {
  const CounterRandom random(seed, Purpose::kShuffle);
  RaggedLabels labels;
  std::uint64_t draw = 0;
  for (std::size_t i = 0; i < n; ++i) {
    Labels row;
    for (std::int32_t c = 0; c < classes; ++c) {
      if (random.bits(draw++) % static_cast<std::uint32_t>(c + 2) == 0) row.push_back(c);
    }
    labels.push_back(row);
  }
  return labels;
}

std::vector<std::size_t> counts(const RaggedLabels& labels, std::size_t classes,
                                const std::vector<std::size_t>& texts) {
  std::vector<std::size_t> count(classes);
  for (const auto text : texts) {
    for (const auto label : labels[text]) ++count[static_cast<std::size_t>(label)];
  }
  return count;
}

TEST(IterativeSplit, GivesEachTextToOnePart) {
  const auto labels = made_up(500, 9, 1);
  const auto split = iterative_split(labels, 9, 0.2, 3);
  std::vector<std::size_t> all = split.train;
  all.insert(all.end(), split.valid.begin(), split.valid.end());
  std::sort(all.begin(), all.end());
  ASSERT_EQ(all.size(), 500U);
  for (std::size_t i = 0; i < all.size(); ++i) EXPECT_EQ(all[i], i);
}

TEST(IterativeSplit, KeepsEveryLabelInProportion) {
  for (const double fraction : {0.1, 0.25, 0.5}) {
    const auto labels = made_up(2000, 12, 2);
    const auto split = iterative_split(labels, 12, fraction, 0);
    EXPECT_NEAR(static_cast<double>(split.valid.size()), 2000 * fraction, 20);
    const auto valid = counts(labels, 12, split.valid), train = counts(labels, 12, split.train);
    for (std::size_t c = 0; c < 12; ++c) {
      const double share = static_cast<double>(valid[c]) / static_cast<double>(valid[c] + train[c]);
      EXPECT_NEAR(share, fraction, 0.01) << "label " << c << ", fraction " << fraction;
    }
  }
}

TEST(IterativeSplit, IsAFunctionOfTheSeed) {
  const auto labels = made_up(300, 5, 4);
  const auto first = iterative_split(labels, 5, 0.3, 1), again = iterative_split(labels, 5, 0.3, 1);
  EXPECT_EQ(first.train, again.train);
  EXPECT_EQ(first.valid, again.valid);
  EXPECT_NE(first.valid, iterative_split(labels, 5, 0.3, 2).valid);
}

// Labels of one text, and one whose only text is rare by another label too.
TEST(IterativeSplit, EveryLabelIsInTheTrainingPart) {
  const auto labels = rows({{0}, {1}, {2}, {0, 3}, {1, 2}, {0, 1}, {2}, {}, {1, 4}, {4, 5}});
  for (std::uint32_t seed = 0; seed < 100; ++seed) {
    for (const double fraction : {0.2, 0.5, 0.9}) {
      const auto train = counts(labels, 6, iterative_split(labels, 6, fraction, seed).train);
      EXPECT_EQ(std::count(train.begin(), train.end(), 0U), 0) << seed << " " << fraction;
    }
  }
}

TEST(IterativeSplit, RefusesWhatLeavesAPartEmpty) {
  const auto labels = rows({{0}, {1}, {0, 1}});
  EXPECT_THROW(iterative_split(labels, 2, 0.0, 0), Error);
  EXPECT_THROW(iterative_split(labels, 2, 1.0, 0), Error);
  EXPECT_THROW(iterative_split(labels, 2, std::nan(""), 0), Error);
  EXPECT_THROW(iterative_split(rows({{0}, {1}}), 2, 0.5, 0), Error) << "both are their label's only text";
}

TEST(IterativeSplit, TextsWithoutLabelsFillUp) {
  const auto split = iterative_split(rows({{}, {}, {}, {}, {}, {}, {}, {}, {}, {}}), 2, 0.3, 0);
  EXPECT_EQ(split.valid.size(), 3U);
}

}  // namespace
}  // namespace taxon
