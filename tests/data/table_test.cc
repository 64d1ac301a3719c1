#include "data/table.h"

#include <gtest/gtest.h>

#include "data/test_files.h"

namespace taxon {
namespace {

using namespace std::string_literals;
using Strings = std::vector<std::string>;

class TableTest : public testing::Test {
 protected:
  Dataset read(const std::string& bytes, const ReadOptions& options = {}) {
    return read_dataset(folder_.write("t.tsv", bytes), options);
  }
  // Without the path in front.
  std::string refusal(const std::string& bytes, const ReadOptions& options = {}, const char* name = "t.tsv") {
    const std::string path = folder_.write(name, bytes);
    const std::string message = error_of([&] { read_dataset(path, options); });
    return message.starts_with(path) ? message.substr(path.size()) : message;
  }

  TempFolder folder_;
};

TEST_F(TableTest, ReadsTwoColumnsByName) {
  const Dataset data = read("id\ttext\tlabel\n1\tbuy now\tspam\n\n2\thi, yo\tham\r\n");
  EXPECT_EQ(data.classes, (Strings{"ham", "spam"}));
  EXPECT_EQ(data.texts, (Strings{"buy now", "hi, yo"}));
  EXPECT_EQ(data.labels, one_each<std::int32_t>({1, 0}));
  EXPECT_EQ(data.sources[1], folder_.path("t.tsv") + ":4");
  ReadOptions options;
  options.text_column = "id";
  options.label_column = "text";
  EXPECT_EQ(read("id\ttext\tlabel\n1\tbuy now\tspam\n", options).texts, Strings{"1"});
}

// Row 47 of the trouble cases: no quoting, so no line is swallowed.
TEST_F(TableTest, TakesStrayQuotesAsText) {
  const Dataset data = read("label\ttext\nham\t\"hello\nspam\tbuy\nham\tbye \"\nham\t\"all\"\n");
  EXPECT_EQ(data.texts, (Strings{"\"hello", "buy", "bye \"", "\"all\""}));
  ASSERT_EQ(data.notes.size(), 1U);
  EXPECT_EQ(data.notes[0].count, 1);
}

// Row 61, and rows 8, 53, 55 and 56 for tables with tabs.
TEST_F(TableTest, KeepsOddBytesAndNames) {
  ReadOptions options;
  options.text_column = "x";
  const Dataset nul = read("label\tnul\tx\nham\t\0\tx\0y\n"s, options);
  EXPECT_EQ(nul.texts, Strings{"x\0y"s});
  const Dataset names = read(
      "label\ttext\n01\tN/A\n1\ta\x1A"
      "b\nNA\tx\nnull\tx\n1e3\tx\n007\tx\n");
  EXPECT_EQ(names.classes, (Strings{"007", "01", "1", "1e3", "NA", "null"}));
  EXPECT_EQ(names.texts[0], "N/A");
  EXPECT_EQ(names.texts[1],
            "a\x1A"
            "b");
}

// Rows 2, 7 and 10.
TEST_F(TableTest, DecodesBeforeItCuts) {
  EXPECT_EQ(read("\xEF\xBB\xBFlabel\ttext\nham\thi\n").texts, Strings{"hi"});
  EXPECT_EQ(read("label\ttext\rham\thi\rspam\tbuy\r").texts, (Strings{"hi", "buy"}));
  ReadOptions options;
  options.encoding = "utf-16le";
  std::string utf16;
  for (const char c : "label\ttext\nham\t"s) utf16 += {c, '\0'};
  utf16 += "\x0A\x0A"s + "\n\0"s;  // U+0A0A, then the line's end
  EXPECT_EQ(read(utf16, options).texts, Strings{"\u0A0A"});
}

// Rows 37 and 52.
TEST_F(TableTest, TellsMissingFromEmpty) {
  const Dataset data = read("label\ttext\nham\t\nspam\tx\n");
  EXPECT_EQ(data.texts, (Strings{"", "x"}));
  ASSERT_EQ(data.notes.size(), 1U);
  EXPECT_EQ(data.notes[0].what, "empty texts");
  EXPECT_EQ(refusal("label\ttext\nham\nspam\tx\n"),
            ":2: has 1 fields where the header has 2; mend the line or give --skip-rows");
  EXPECT_EQ(refusal("label\ttext\nspam\tx\n\tx\n"), ":3: has no label; mend the line or give --skip-rows");
  ReadOptions options;
  options.skip_rows = true;
  const Dataset rest = read("label\ttext\nham\nspam\tx\n\ty\n", options);
  EXPECT_EQ(rest.texts, Strings{"x"});
  ASSERT_EQ(rest.notes.size(), 1U);
  EXPECT_EQ(rest.notes[0].count, 2);
}

// Rows 59 and 62.
TEST_F(TableTest, ListsTheColumnsThereAre) {
  EXPECT_EQ(
      refusal("Text \tLabel\nx\ty\n"),
      ":1: no column is named 'label', the header names 'Text ', 'Label'; choose one with --label-column");
  EXPECT_EQ(refusal("label\ttext\ttext\nx\ty\tz\n"),
            ":1: two columns are named 'text'; rename one or choose with --text-column");
  EXPECT_NE(refusal(""), "");
  EXPECT_NE(refusal("label\ttext\n").find("holds no texts"), std::string::npos);
}

TEST_F(TableTest, NamesTheByteThatIsNotUtf8) {
  EXPECT_TRUE(refusal("label\ttext\nham\tcaf\xE9\n").starts_with(": byte 18 (0xE9) is not UTF-8"));
}

// The letters-only edition of 20 Newsgroups comes like this.
TEST_F(TableTest, ReadsThreeHeaderLines) {
  const std::string header = "Category\tText\nd\tstring\nclass\t\n";
  const auto path =
      folder_.write("20newsgroups-train.tab", header + "\nsci.space\tthe moon\nalt.atheism\tfaq\n");
  const Dataset data = read_dataset(path, {});
  EXPECT_EQ(data.classes, (Strings{"alt.atheism", "sci.space"}));
  EXPECT_EQ(data.texts, (Strings{"the moon", "faq"}));
  EXPECT_EQ(data.sources[0], path + ":5");
  EXPECT_NE(refusal("a\tb\nx\ty\n", {}, "t.tab").find("is too short"), std::string::npos);
  EXPECT_NE(refusal("a\tb\nd\tstring\n\t\nx\ty\n", {}, "t.tab").find("flag 'class'"), std::string::npos);
  EXPECT_NE(refusal("a\tb\nd\td\nclass\t\nx\ty\n", {}, "t.tab").find("type 'string'"), std::string::npos);
  EXPECT_NE(refusal("a\nd\tstring\nclass\nx\n", {}, "t.tab").find("type 'string'"), std::string::npos);
}

}  // namespace
}  // namespace taxon
