#include "base/one_line_text.h"

#include <gtest/gtest.h>

namespace taxon {
namespace {

TEST(OneLineText, KeepsEveryByteButLineEndsAndTabs) {
  using namespace std::string_literals;
  for (const auto& name : {"very good"s, "Größe ✓"s, "a,b"s, "x\"y"s, "😀"s, "a\\nb"s, "n\0l"s, ""s}) {
    EXPECT_EQ(one_line_text(name), name);
  }
  EXPECT_EQ(one_line_text("a\tb\nc\r"), "a\\tb\\nc\\r");
}

}  // namespace
}  // namespace taxon
