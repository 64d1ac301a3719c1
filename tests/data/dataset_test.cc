#include "data/dataset.h"

#include <gtest/gtest.h>

namespace taxon {
namespace {

TEST(Take, MovesTheTextsOutInTheAskedOrder) {
  Dataset data;
  // Longer than a string keeps within itself, so that the bytes' place shows whether they were copied.
  for (const char c : {'a', 'b', 'c'}) data.texts.emplace_back(100, c);
  data.labels = one_each<std::int32_t>({1, 0, 1});
  data.sources = {"x/1", "y/2", "x/3"};
  data.classes = {"x", "y", "z"};
  data.note("left out");
  const char* const place = data.texts[2].data();

  const std::vector<std::size_t> indices = {2, 0};
  const Dataset taken = take(data, indices);
  EXPECT_EQ(taken.texts, (std::vector<std::string>{std::string(100, 'c'), std::string(100, 'a')}));
  EXPECT_EQ(taken.labels, one_each<std::int32_t>({1, 1}));
  EXPECT_EQ(taken.sources, (std::vector<std::string>{"x/3", "x/1"}));
  EXPECT_EQ(taken.classes, data.classes);
  EXPECT_TRUE(taken.notes.empty());
  EXPECT_EQ(taken.texts[0].data(), place);
  EXPECT_EQ(data.texts, (std::vector<std::string>{"", std::string(100, 'b'), ""}));
}

TEST(Take, KeepsSeveralLabels) {
  Dataset data;
  data.texts = {"a", "b", "c"};
  data.sources = {"1", "2", "3"};
  data.labels.push_back(std::vector<std::int32_t>{0, 2});
  data.labels.push_back(1);
  data.labels.push_back(std::span<const std::int32_t>());
  data.multi_label = true;
  const std::vector<std::size_t> indices = {2, 0};
  const Dataset taken = take(data, indices);
  EXPECT_TRUE(taken.multi_label);
  EXPECT_TRUE(taken.labels[0].empty());
  EXPECT_EQ(taken.labels.values, (std::vector<std::int32_t>{0, 2}));
}

TEST(Renumber, SortsDropsAndJoins) {
  RaggedLabels labels;
  labels.push_back(std::vector<std::int32_t>{0, 1, 2, 3});
  labels.push_back(3);
  RaggedLabels expected;
  expected.push_back(std::vector<std::int32_t>{1, 5});
  expected.push_back(std::span<const std::int32_t>());
  const std::vector<std::int32_t> new_number = {5, 1, 5, -1};
  EXPECT_EQ(renumber(labels, new_number), expected);
}

TEST(ShareClasses, GivesBothTheUnion) {
  Dataset a, b;
  a.classes = {"b", "d"};
  a.labels = one_each<std::int32_t>({1, 0});
  b.classes = {"a", "b", "c"};
  b.multi_label = true;
  b.labels.push_back(std::vector<std::int32_t>{0, 2});
  share_classes(a, b);
  EXPECT_EQ(a.classes, (std::vector<std::string>{"a", "b", "c", "d"}));
  EXPECT_EQ(b.classes, a.classes);
  EXPECT_EQ(a.labels, one_each<std::int32_t>({3, 1}));
  EXPECT_EQ(b.labels.values, (std::vector<std::int32_t>{0, 2}));
}

TEST(Notes, AddUpAndKeepTheFirstPlace) {
  Dataset data;
  data.note("odd", 2, "a:1");
  data.note("odd", 3, "b:1");
  ASSERT_EQ(data.notes.size(), 1U);
  EXPECT_EQ(data.notes[0].count, 5);
  EXPECT_EQ(data.notes[0].first, "a:1");
}

}  // namespace
}  // namespace taxon
