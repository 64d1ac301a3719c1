#include "base/error.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/utf8.h"

namespace taxon {
namespace {

TEST(Error, NamesThePlaceBeforeWhatIsWrong) {
  EXPECT_STREQ(Error({.file = "a.csv", .line = 3, .field = "label"}, "is empty").what(),
               "a.csv:3: label: is empty");
  EXPECT_STREQ(Error({.field = "label"}, "is empty").what(), "label: is empty");
  EXPECT_STREQ(Error("is empty").what(), "is empty");
}

// File names and keys are the user's bytes, and a message is one line of UTF-8.
TEST(Error, IsOneLineWhateverTheNamesHold) {
  EXPECT_STREQ(Error({.file = "a\nb", .line = 1, .field = "k\x7F\xFF"}, "is empty").what(),
               "a\\x0Ab:1: k\\x7F\xEF\xBF\xBD: is empty");
}

TEST(QuotedName, ShowsControlBytesAndCutsWhatIsLong) {
  EXPECT_EQ(quoted_name("a\tb"), "'a\\x09b'");
  EXPECT_EQ(quoted_name(std::string(500, 'x')), "'" + std::string(120, 'x') + "...'");
}

TEST(QuotedNames, ShowWholeNamesAndCountTheRest) {
  EXPECT_EQ(quoted_names({}), "none");
  EXPECT_EQ(quoted_names(std::vector<std::string>{"a", "b\n"}), "'a', 'b\\x0A'");
  const std::vector<std::string> many(50, "\xC3\xA4\xC3\xB6\xC3\xBC of more than a thousand bytes together");
  const std::string listed = quoted_names(many);
  EXPECT_EQ(first_bad_utf8(listed), std::string_view::npos);
  EXPECT_TRUE(listed.ends_with(" more")) << listed;
}

}  // namespace
}  // namespace taxon
