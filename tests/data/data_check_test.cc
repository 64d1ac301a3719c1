#include "data/data_check.h"

#include <gtest/gtest.h>

namespace taxon {
namespace {

using Counts = std::vector<std::int64_t>;
using Positions = std::vector<std::size_t>;

class DataCheckTest : public testing::Test {
 protected:
  DataCheckTest() {
    train_.classes = valid_.classes = {"A", "a", "b"};
    train_.texts = {"one two", " \t\n", "one two", "One, two!"};
    train_.labels = one_each<std::int32_t>({0, 1, 0, 1});
    valid_.texts = {"", "ONE TWO", "one two"};
    valid_.labels = one_each<std::int32_t>({1, 1, 1});
  }

  Dataset train_, valid_;
  ThreadPool pool_{2};
};

TEST_F(DataCheckTest, LooksThroughBothParts) {
  const DataCheck check = check_data(train_, &valid_, pool_);
  EXPECT_EQ(check.train_texts, (Counts{2, 2, 0}));
  EXPECT_EQ(check.valid_texts, (Counts{0, 3, 0}));
  EXPECT_EQ(check.empty, (Positions{1, 4}));
  EXPECT_EQ(check.exact.valid_also_in_train, 1);
  EXPECT_EQ(check.exact.repeats.size(), 2U);
  ASSERT_EQ(check.near.size(), 2U);  // not the texts that are there byte for byte
  EXPECT_EQ(check.near[0].text, 3U);
  EXPECT_EQ(check.near[1].text, 5U);
  EXPECT_EQ(check.near[1].earlier, 0U);
  EXPECT_EQ(check.similar_labels, (std::vector<std::vector<std::int32_t>>{{0, 1}}));
}

TEST_F(DataCheckTest, LooksAtOnePart) {
  const DataCheck check = check_data(train_, nullptr, pool_);
  EXPECT_TRUE(check.valid_texts.empty());
  EXPECT_EQ(check.empty, Positions{1});
  EXPECT_EQ(check.near.size(), 1U);
}

}  // namespace
}  // namespace taxon
