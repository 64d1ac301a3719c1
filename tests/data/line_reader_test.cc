#include "data/line_reader.h"

#include <gtest/gtest.h>

#include "data/test_files.h"

namespace taxon {
namespace {

using namespace std::string_literals;
using Strings = std::vector<std::string>;

class LineReaderTest : public testing::Test {
 protected:
  Strings lines_of(const std::string& bytes, const std::string& encoding = "utf-8") {
    TextSource source(folder_.write("x", bytes), encoding, OnBadBytes::kError);
    LineReader reader(source);
    Strings lines;
    for (std::string_view line; reader.next(line);) {
      lines.emplace_back(line);
      EXPECT_EQ(reader.number(), static_cast<std::int64_t>(lines.size()));
    }
    return lines;
  }
  TempFolder folder_;
};

TEST_F(LineReaderTest, TakesTheEndsOff) {
  EXPECT_EQ(lines_of("a\nb\n\nc"), (Strings{"a", "b", "", "c"}));
  EXPECT_EQ(lines_of("a\r\nb\r\n"), (Strings{"a", "b"}));
  EXPECT_EQ(lines_of("a\rb\r\rc"), (Strings{"a", "b", "", "c"}));
  EXPECT_EQ(lines_of("a\rb\r\nc\nd"), (Strings{"a", "b", "c", "d"}));
  EXPECT_EQ(lines_of("a\nb\rc\r\nd\r"), (Strings{"a", "b\rc", "d"}));
  EXPECT_EQ(lines_of(""), Strings{});
  EXPECT_EQ(lines_of("\n"), Strings{""});
  EXPECT_EQ(lines_of("a\r"), Strings{"a"});
  EXPECT_EQ(lines_of("a\0b\x1A\n"s), Strings{"a\0b\x1A"s});
}

TEST_F(LineReaderTest, DecodesBeforeItCuts) {
  EXPECT_EQ(lines_of("a\0\x0A\x0A\n\0b\0"s, "utf-16le"), (Strings{"a\u0A0A", "b"}));
}

// Lines that lie across the pieces in which a file is read, at every distance from their borders.
TEST_F(LineReaderTest, JoinsPieces) {
  Strings expected;
  std::string bytes;
  for (std::size_t i = 0; bytes.size() < 1000000; ++i) {
    expected.emplace_back(i % 97, static_cast<char>('a' + i % 26));
    bytes += expected.back() + (i % 3 == 0 ? "\r\n" : "\n");
  }
  EXPECT_EQ(lines_of(bytes), expected);
  expected = {std::string(900000, 'x'), "y"};
  EXPECT_EQ(lines_of(expected[0] + "\r" + expected[1]), expected);
}

TEST_F(LineReaderTest, NamesTheLineOfABadByteAfterThoseBefore) {
  const auto path = folder_.write("x", "one\ntwo\nth\xFFree\n");
  TextSource source(path, "utf-8", OnBadBytes::kError);
  LineReader reader(source);
  std::string_view line;
  ASSERT_TRUE(reader.next(line));
  ASSERT_TRUE(reader.next_held(line));
  EXPECT_EQ(line, "two");
  EXPECT_FALSE(reader.next_held(line));
  EXPECT_TRUE(error_of([&] { reader.next(line); }).starts_with(path + ":3: byte 10 (0xFF) is not UTF-8"));
}

}  // namespace
}  // namespace taxon
