#include "base/error.h"

#include <gtest/gtest.h>

#include <string>

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

}  // namespace
}  // namespace taxon
