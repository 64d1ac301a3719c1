#include "data/table_rows.h"

#include <gtest/gtest.h>

#include "data/test_files.h"

namespace taxon {
namespace {

using namespace std::string_literals;
using Row = std::vector<std::string>;
using Rows = std::vector<Row>;

class TableRowsTest : public testing::Test {
 protected:
  Rows rows_of(const std::string& bytes, const TableSyntax& syntax = {}) {
    TextSource source(folder_.write("x", bytes), "utf-8", OnBadBytes::kError);
    TableRows reader(source, syntax);
    Rows rows;
    lines_.clear();
    while (reader.next()) {
      rows.emplace_back(reader.cells().begin(), reader.cells().end());
      lines_.push_back(reader.line());
      misquoted_ = reader.misquoted();
      blank_ = reader.blank();
    }
    return rows;
  }
  std::string refusal(const std::string& bytes, const TableSyntax& syntax = {}) {
    const std::string message = error_of([&] { rows_of(bytes, syntax); });
    const std::string path = folder_.path("x");
    return message.starts_with(path) ? message.substr(path.size()) : message;
  }

  TempFolder folder_;
  std::vector<std::int64_t> lines_;
  bool misquoted_ = false, blank_ = false;  // of the last row
};

TEST_F(TableRowsTest, CutsPlainRows) {
  EXPECT_EQ(rows_of("a,b\nc,\n,\n"), (Rows{{"a", "b"}, {"c", ""}, {"", ""}}));
  EXPECT_EQ(rows_of("a,b"), (Rows{{"a", "b"}}));
  EXPECT_EQ(rows_of("a,"), (Rows{{"a", ""}}));
  EXPECT_EQ(rows_of(""), Rows{});
  EXPECT_EQ(rows_of("\n"), Rows{{""}});
  EXPECT_TRUE(blank_);
  EXPECT_EQ(rows_of("\"\"\n"), Rows{{""}});
  EXPECT_FALSE(blank_);
  EXPECT_EQ(rows_of("a\0b,\x1A\n"s), (Rows{{"a\0b"s, "\x1A"}}));
}

TEST_F(TableRowsTest, TakesEveryKindOfLineEnd) {
  EXPECT_EQ(rows_of("a,b\r\nc,d\r\n"), (Rows{{"a", "b"}, {"c", "d"}}));
  EXPECT_EQ(rows_of("a,b\rc,d\r"), (Rows{{"a", "b"}, {"c", "d"}}));
  EXPECT_EQ(rows_of("a,b\rc,d\r\ne,f\n"), (Rows{{"a", "b"}, {"c", "d"}, {"e", "f"}}));
  EXPECT_EQ(rows_of("a,b\nc\rd,e\r\n"), (Rows{{"a", "b"}, {"c\rd", "e"}}));
  EXPECT_EQ(rows_of("a\n\"b\"\r\n"), (Rows{{"a"}, {"b"}}));
}

TEST_F(TableRowsTest, ReadsQuotedCells) {
  EXPECT_EQ(rows_of("spam,\"win\nnow \"\"free\"\", ok\"\nx,y\n"),
            (Rows{{"spam", "win\nnow \"free\", ok"}, {"x", "y"}}));
  EXPECT_EQ(lines_, (std::vector<std::int64_t>{1, 3}));
  EXPECT_EQ(rows_of("\"\",\"\"\"\"\n"), (Rows{{"", "\""}}));
  EXPECT_EQ(rows_of("a\"b,c\"\"\n"), (Rows{{"a\"b", "c\"\""}}));
  EXPECT_EQ(rows_of("\"a\"b\n"), Rows{{"ab"}});
  EXPECT_TRUE(misquoted_);
  EXPECT_EQ(rows_of("\"a\nb", {.quoting = false}), (Rows{{"\"a"}, {"b"}}));
}

TEST_F(TableRowsTest, TakesEscapesAndSpaces) {
  const TableSyntax escaping{.escape = '\\'};
  EXPECT_EQ(rows_of("ham,\"7\\\" disc, red\"\n", escaping), (Rows{{"ham", "7\" disc, red"}}));
  EXPECT_EQ(rows_of("a\\,b,c\\\nd\n", escaping), (Rows{{"a,b", "c\nd"}}));
  EXPECT_EQ(rows_of("a\\", escaping), Rows{{"a\\"}});
  EXPECT_EQ(rows_of("ham, \"hi, all\"\n", {.skip_space = true}), (Rows{{"ham", "hi, all"}}));
  EXPECT_EQ(rows_of("ham, \"hi, all\"\n"), (Rows{{"ham", " \"hi", " all\""}}));
  EXPECT_EQ(rows_of("a,  ", {.skip_space = true}), (Rows{{"a", ""}}));
}

TEST_F(TableRowsTest, NamesTheLineWhereAQuoteOpens) {
  EXPECT_EQ(refusal("a,b\nc,\"d\ne,f\n"),
            ":2: a quote opens here and does not close before the end of the file; close it, or give "
            "--quoting off if quotes are text");
  EXPECT_EQ(refusal("\"a\nb\n\",\"c\n").substr(0, 4), ":3: ");
}

// Row 46 of the trouble cases.
TEST_F(TableRowsTest, GivesUpOnEndlessCells) {
  const std::string filler(TableRows::kMaxCell + 1000000, 'x');
  EXPECT_TRUE(
      refusal("a\n\"" + filler).starts_with(":2: a quote opens here and does not close within 64 MB"));
  EXPECT_TRUE(refusal("a\n" + filler).starts_with(":2: a cell of more than 64 MB"));
  EXPECT_TRUE(
      refusal("a\n" + std::string(TableRows::kMaxCells + 300000, ',')).starts_with(":2: a row too long"));
}

// A random table written and read again, its cells cut anywhere by the pieces of the file.
TEST_F(TableRowsTest, ReadsWhatWasWritten) {
  std::uint32_t state = 1;
  const auto random = [&state](std::uint32_t n) {
    return (state = state * 1664525U + 1013904223U) / 65536U % n;
  };
  Rows rows;
  std::string bytes;
  while (bytes.size() < 900000) {
    rows.emplace_back();
    for (int column = 0; column < 3; ++column) {
      std::string cell, written;
      for (std::uint32_t n = random(column == 0 ? 4 : 300); n > 0; --n) cell += "ab ,\n\r\"c"[random(8)];
      for (const char c : cell) written.append(c == '"' ? "\"" : "").push_back(c);
      const bool needs_quotes = cell.find_first_of(",\n\r\"") != std::string::npos;
      bytes += (column > 0 ? "," : "") + (needs_quotes ? "\"" + written + "\"" : cell);
      rows.back().push_back(cell);
    }
    bytes += random(2) == 0 ? "\n" : "\r\n";
  }
  EXPECT_EQ(rows_of(bytes), rows);
}

TEST(ByteFinder, FindsTheFirst) {
  const ByteFinder finder({',', '\r', '\n', '\\'});
  std::string text(40, 'x');
  EXPECT_EQ(finder.find(text, 3), 40U);
  for (std::size_t place = 0; place < text.size(); ++place) {
    for (const char c : {',', '\r', '\n', '\\'}) {
      std::string hit = text;
      hit[place] = c;
      if (place + 1 < hit.size()) hit[place + 1] = ',';
      for (std::size_t from = 0; from <= place; ++from) ASSERT_EQ(finder.find(hit, from), place);
    }
  }
  EXPECT_EQ(finder.find("\xAC\x8D\x8A\xDC\xAC\xAC\xAC\xAC\xAC", 0), 9U);  // the same but for the high bit
}

}  // namespace
}  // namespace taxon
