#include "base/zeroed_array.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <span>
#include <utility>

namespace taxon {
namespace {

TEST(ZeroedArray, StartsAtZeroOnACacheLine) {
  for (const std::size_t n : {1U, 15U, 17U, 100000U}) {
    const ZeroedArray<float> array(n);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(array.data()) % 64, 0U);
    EXPECT_TRUE(std::ranges::all_of(std::span(array.data(), n), [](float value) { return value == 0.0F; }));
  }
}

TEST(ZeroedArray, GrowingKeepsTheValues) {
  ZeroedArray<std::uint16_t> array(3);
  array.data()[2] = 7;
  array.grow(1000);
  EXPECT_EQ(array.size(), 1000U);
  EXPECT_EQ(array.data()[2], 7);
  EXPECT_EQ(array.data()[3], 0);
  array.grow(5);
  EXPECT_EQ(array.size(), 1000U);
}

TEST(ZeroedArray, CopiesAreIndependent) {
  ZeroedArray<float> array(20);
  array.data()[19] = 1.0F;
  ZeroedArray<float> copy(array);
  copy.data()[19] = 2.0F;
  EXPECT_EQ(array.data()[19], 1.0F);
  array = copy;
  EXPECT_EQ(array.data()[19], 2.0F);
  EXPECT_EQ(ZeroedArray<float>(ZeroedArray<float>()).size(), 0U);
}

TEST(ZeroedArray, WhatWasMovedFromIsEmptyAndCanGrowAgain) {
  ZeroedArray<float> array(20);
  const float* const values = array.data();
  const ZeroedArray<float> moved(std::move(array));
  EXPECT_EQ(moved.data(), values);
  EXPECT_EQ(array.size(), 0U);  // NOLINT: its state is what is tested
  array.grow(2);
  EXPECT_NE(array.data(), values);
}

}  // namespace
}  // namespace taxon
