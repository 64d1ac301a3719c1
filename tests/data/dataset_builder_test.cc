#include "data/dataset_builder.h"

#include <gtest/gtest.h>

namespace taxon {
namespace {

using Names = std::vector<std::string_view>;
using Indices = std::vector<std::int32_t>;

Indices labels_of(const Dataset& data, std::size_t text) {
  return {data.labels[text].begin(), data.labels[text].end()};
}

TEST(DatasetBuilder, NumbersClassesInByteOrder) {
  DatasetBuilder builder;
  builder.add(Names{"spam"}, "buy", "a:1");
  builder.add(Names{"Ham"}, "hi", "a:2");
  builder.add(Names{"01"}, "one", "a:3");
  const Dataset data = builder.finish();
  EXPECT_EQ(data.classes, (std::vector<std::string>{"01", "Ham", "spam"}));
  EXPECT_FALSE(data.multi_label);
  const auto labels = data.single_labels();
  EXPECT_EQ(Indices(labels.begin(), labels.end()), (Indices{2, 1, 0}));
  EXPECT_EQ(data.texts, (std::vector<std::string>{"buy", "hi", "one"}));
  EXPECT_EQ(data.sources[1], "a:2");
}

TEST(DatasetBuilder, KeepsSeveralLabelsRisingAndOnce) {
  DatasetBuilder builder;
  builder.add(Names{"b", "a", "b"}, "x", "1");
  builder.add(Names{"c"}, "y", "2");
  const Dataset data = builder.finish();
  EXPECT_TRUE(data.multi_label);
  EXPECT_EQ(labels_of(data, 0), (Indices{0, 1}));
  EXPECT_EQ(labels_of(data, 1), (Indices{2}));
  EXPECT_THROW(static_cast<void>(data.single_labels()), std::logic_error);
}

TEST(DatasetBuilder, ATextWithoutLabelsOrTheFormatsWordMakesTheSetMultiLabel) {
  DatasetBuilder without;
  without.add(Names{"a"}, "x", "1");
  without.add({}, "y", "2");
  EXPECT_TRUE(without.finish().multi_label);

  DatasetBuilder told;
  told.add(Names{"a"}, "x", "1");
  told.data.multi_label = true;
  EXPECT_TRUE(told.finish().multi_label);

  DatasetBuilder same_twice;  // two words, one label
  same_twice.add(Names{"a", "a"}, "x", "1");
  EXPECT_FALSE(same_twice.finish().multi_label);
}

}  // namespace
}  // namespace taxon
