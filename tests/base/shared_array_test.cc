#include "base/shared_array.h"

#include <gtest/gtest.h>

#include <array>

namespace taxon {
namespace {

TEST(SharedArray, CopiesShareWhatTheyOwn) {
  SharedArray<int> copy;
  const int* data = nullptr;
  {
    const SharedArray<int> array(std::vector<int>{1, 2, 3});
    data = array.data();
    copy = array;
  }
  EXPECT_EQ(copy.data(), data);
  EXPECT_EQ(copy, SharedArray<int>(std::vector<int>{1, 2, 3}));
}

TEST(SharedArray, BorrowsWithoutACopy) {
  const std::array<int, 3> values{1, 2, 3};
  const auto array = SharedArray<int>::borrow(values);
  EXPECT_EQ(array.data(), values.data());
  EXPECT_EQ(array.size(), 3U);
  EXPECT_EQ(array[2], 3);
}

TEST(SharedArray, IsEqualWhereValuesAre) {
  const SharedArray<int> empty, one(std::vector<int>{1});
  EXPECT_EQ(empty, SharedArray<int>());
  EXPECT_FALSE(one == empty);
  EXPECT_FALSE(one == SharedArray<int>(std::vector<int>{2}));
}

}  // namespace
}  // namespace taxon
