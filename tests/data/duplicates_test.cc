#include "data/duplicates.h"

#include <gtest/gtest.h>

namespace taxon {
namespace {

using Pairs = std::vector<std::pair<std::size_t, std::size_t>>;

Pairs plain(const std::vector<TextPair>& pairs) {
  Pairs plain_pairs;
  for (const auto& pair : pairs) plain_pairs.emplace_back(pair.earlier, pair.later);
  return plain_pairs;
}

// Row 110.
TEST(FindDuplicates, NamesCopiesAndContradictions) {
  Dataset train, valid;
  train.classes = valid.classes = {"a", "b"};
  train.texts = {"x", "x", "y", "z"};
  train.labels = one_each<std::int32_t>({0, 1, 0, 1});
  valid.texts = {"x", "x", "y", "w"};
  valid.labels = one_each<std::int32_t>({0, 1, 1, 0});
  const DuplicateReport both = find_duplicates(train, &valid);
  EXPECT_EQ(both.valid_also_in_train, 3);
  EXPECT_EQ(plain(both.repeats), (Pairs{{0, 1}, {0, 4}, {0, 5}, {2, 6}}));
  EXPECT_EQ(plain(both.labelled_unlike), (Pairs{{0, 1}, {2, 6}}));
  const DuplicateReport one = find_duplicates(train, nullptr);
  EXPECT_EQ(plain(one.repeats), (Pairs{{0, 1}}));
  EXPECT_EQ(plain(one.labelled_unlike), (Pairs{{0, 1}}));
}

TEST(FindDuplicates, OfSeveralLabelsAllMustAgree) {
  Dataset data;
  data.classes = {"a", "b"};
  data.multi_label = true;
  data.texts = {"x", "x", "y", "y"};
  data.labels.push_back(std::vector<std::int32_t>{0, 1});
  data.labels.push_back(std::vector<std::int32_t>{0, 1});
  data.labels.push_back(std::vector<std::int32_t>{0});
  data.labels.push_back(std::vector<std::int32_t>{0, 1});
  EXPECT_EQ(plain(find_duplicates(data, nullptr).labelled_unlike), (Pairs{{2, 3}}));
}

}  // namespace
}  // namespace taxon
