#include "cli/progress.h"

#include <gtest/gtest.h>

namespace taxon {
namespace {

TEST(Bar, FillsUp) {
  EXPECT_EQ(bar(0, 4), "[----]");
  EXPECT_EQ(bar(0.5, 4), "[##--]");
  EXPECT_EQ(bar(1, 4), "[####]");
  EXPECT_EQ(bar(2, 4), "[####]");
}

TEST(ClockText, IsMinutesOrHours) {
  EXPECT_EQ(clock_text(0.4), "0:00");
  EXPECT_EQ(clock_text(59.6), "1:00");
  EXPECT_EQ(clock_text(754), "12:34");
  EXPECT_EQ(clock_text(3723), "1:02:03");
}

}  // namespace
}  // namespace taxon
