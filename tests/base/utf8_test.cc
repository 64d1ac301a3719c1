#include "base/utf8.h"

#include <gtest/gtest.h>

#include <string>

#include "base/error.h"

namespace taxon {
namespace {

using namespace std::string_literals;

TEST(FirstBadUtf8, FindsTheFirstBadByteWhereverItStands) {
  EXPECT_EQ(first_bad_utf8(""), std::string_view::npos);
  // Every alignment of the eight-byte steps.
  for (std::size_t before = 0; before < 20; ++before) {
    const std::string ascii(before, 'x');
    EXPECT_EQ(first_bad_utf8(ascii + "\xE9"), before);
    EXPECT_EQ(first_bad_utf8(ascii + "\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80" + ascii), std::string_view::npos);
    EXPECT_EQ(first_bad_utf8(ascii + "\xC3\xA9\xE2\x82" + ascii), before + 2);
  }
}

TEST(FirstBadUtf8, KnowsTheBordersOfEveryRange) {
  for (const auto& good : {"\x00"s, "\x7F"s, "\xC2\x80"s, "\xDF\xBF"s, "\xE0\xA0\x80"s, "\xED\x9F\xBF"s,
                           "\xEE\x80\x80"s, "\xEF\xBF\xBF"s, "\xF0\x90\x80\x80"s, "\xF4\x8F\xBF\xBF"s}) {
    EXPECT_EQ(first_bad_utf8(good), std::string_view::npos) << testing::PrintToString(good);
  }
  for (const auto& bad :
       {"\x80"s, "\xBF"s, "\xC0\x80"s, "\xC1\xBF"s, "\xC2"s, "\xC2\x41"s, "\xE0\x9F\xBF"s, "\xED\xA0\x80"s,
        "\xE1\x80"s, "\xF0\x8F\xBF\xBF"s, "\xF4\x90\x80\x80"s, "\xF5\x80\x80\x80"s, "\xFF"s}) {
    EXPECT_EQ(first_bad_utf8(bad), 0U) << testing::PrintToString(bad);
  }
}

// Row 5 of the trouble cases; the counts are Python 3.11's.
TEST(ReplaceBadUtf8, CountsAsPythonDoes) {
  EXPECT_EQ(replace_bad_utf8("\xE2\x82 x \xF0\x9F\x98 y \xC0\xAF \xED\xA0\x80 \xFF"),
            "\uFFFD x \uFFFD y \uFFFD\uFFFD \uFFFD\uFFFD\uFFFD \uFFFD");
  EXPECT_EQ(replace_bad_utf8("ok \xF0\x9F\x98\x80 \xE2\x82"), "ok \U0001F600 \uFFFD");
}

TEST(QuotedName, IsOneLineOfUtf8) {
  EXPECT_EQ(quoted_name("Gr\u00F6\u00DFe"), "'Gr\u00F6\u00DFe'");
  EXPECT_EQ(quoted_name("a\nb\x7F\xFF"s), "'a\\x0Ab\\x7F\uFFFD'");
  EXPECT_EQ(quoted_name(std::string(200, 'x')), "'" + std::string(120, 'x') + "...'");
}

TEST(Utf8, KnowsWhatACutSequenceLacks) {
  EXPECT_EQ(incomplete_utf8_tail(""), 0U);
  EXPECT_EQ(incomplete_utf8_tail("a"), 0U);
  EXPECT_EQ(incomplete_utf8_tail("a\xC3"), 1U);
  EXPECT_EQ(incomplete_utf8_tail("a\u00E9"), 0U);
  EXPECT_EQ(incomplete_utf8_tail("\xE2\x82"), 2U);
  EXPECT_EQ(incomplete_utf8_tail("\xF0\x9F\x98"), 3U);
  // What no byte can mend is not waited for.
  EXPECT_EQ(incomplete_utf8_tail("\xE0\x80"), 0U);
  EXPECT_EQ(incomplete_utf8_tail("\xFF"), 0U);
  EXPECT_EQ(incomplete_utf8_tail("\x82"), 0U);
  EXPECT_EQ(incomplete_utf8_tail("\xC3\xC3"), 1U);
}

}  // namespace
}  // namespace taxon
