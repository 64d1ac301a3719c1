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
      ":1: no column is named 'label', the header names 'Text ', 'Label'; choose one with --label-column, or "
      "give --no-header if this line is data");
  EXPECT_EQ(refusal("label\ttext\ttext\nx\ty\tz\n"),
            ":1: two columns are named 'text'; rename one or choose with --text-column");
  EXPECT_NE(refusal(""), "");
  EXPECT_NE(refusal("label\ttext\n").find("holds no texts"), std::string::npos);
}

TEST_F(TableTest, NamesTheByteThatIsNotUtf8) {
  EXPECT_TRUE(refusal("label\ttext\nham\tcaf\xE9\n").starts_with(":2: byte 18 (0xE9) is not UTF-8"));
}

class CsvTest : public TableTest {
 protected:
  Dataset read(const std::string& bytes, const ReadOptions& options = {}) {
    return read_dataset(folder_.write("t.csv", bytes), options);
  }
  std::string refusal(const std::string& bytes, const ReadOptions& options = {}) {
    return TableTest::refusal(bytes, options, "t.csv");
  }
};

TEST_F(CsvTest, ReadsQuotedCellsAndAnyLineEnds) {
  const Dataset data = read("id,label,text\n1,spam,\"win\nnow \"\"free\"\", ok\"\n\n2,\"h,am\",hi\r\n");
  EXPECT_EQ(data.classes, (Strings{"h,am", "spam"}));
  EXPECT_EQ(data.texts, (Strings{"win\nnow \"free\", ok", "hi"}));
  EXPECT_EQ(data.sources[1], folder_.path("t.csv") + ":5");
  EXPECT_EQ(read("label,text\rham,hi\rspam,buy\r").texts, (Strings{"hi", "buy"}));
  EXPECT_EQ(read("\xEF\xBB\xBF\"label\",\"text\"\nham,hi\n").texts, Strings{"hi"});
}

TEST_F(CsvTest, TellsOfRowsOfSeveralLines) {
  ReadOptions options;
  options.table.quoting = true;
  const Dataset data = read_dataset(
      folder_.write("q.tsv", "label\ttext\nham\t\"hello\nspam\tbuy\nham\tbye \"\nspam\tx\n"), options);
  EXPECT_EQ(data.texts, (Strings{"hello\nspam\tbuy\nham\tbye ", "x"}));
  ASSERT_EQ(data.notes.size(), 1U);
  EXPECT_EQ(data.notes[0].what, "rows of several lines, in quotes");
  EXPECT_EQ(data.notes[0].first, folder_.path("q.tsv") + ":2");
}

// Rows 50, 52, 58.
TEST_F(CsvTest, RefusesRowsOfAnotherShape) {
  const std::string way_out = "; mend the line or give --skip-rows";
  EXPECT_EQ(refusal("label,text\nham,\"7\\\" disc, red\"\n"),
            ":2: has 3 fields where the header has 2" + way_out);
  EXPECT_EQ(refusal("label,text\nham, \"hi, all\"\n"), ":2: has 3 fields where the header has 2" + way_out);
  EXPECT_EQ(refusal("label,text\nham\nspam,x\n"), ":2: has 1 fields where the header has 2" + way_out);
  EXPECT_TRUE(refusal("label,text\nham,\"a\"b\n").starts_with(":2: has text behind a closing quote"));
  ReadOptions options;
  options.table.escape = '\\';
  options.table.skip_space = true;
  EXPECT_EQ(read("label,text\nham,\"7\\\" disc, red\"\nham, \"hi, all\"\n", options).texts,
            (Strings{"7\" disc, red", "hi, all"}));
}

// Row 62.
TEST_F(CsvTest, DoesWithoutAHeader) {
  ReadOptions options;
  options.table.header = false;
  EXPECT_EQ(read("ham,hi\nspam,yo\n", options).texts, (Strings{"hi", "yo"}));
  EXPECT_TRUE(refusal("ham,hi\nspam,yo\n")
                  .starts_with(":1: no column is named 'label', the header names 'ham', 'hi'; choose"));
  options.label_column = "text";
  EXPECT_EQ(
      refusal("ham,hi\nspam,yo\n", options),
      ":1: no column is named 'text', without a header they are 1 to 2; choose one with --label-column");
  options.label_column = "2";
  options.text_column = "1";
  EXPECT_EQ(read("ham,hi\nspam,yo\n", options).classes, (Strings{"hi", "yo"}));
  EXPECT_EQ(refusal("", options), ": is empty; give a table of texts");
}

TEST_F(CsvTest, JoinsColumns) {
  ReadOptions options;
  options.text_column = "title,body";
  EXPECT_EQ(read("title,label,body\nNews,a,all of it\n", options).texts, Strings{"News\nall of it"});
  // A column of just that name comes first.
  EXPECT_EQ(read("\"title,body\",label,body\nNews,a,all of it\n", options).texts, Strings{"News"});
}

TEST_F(CsvTest, CutsCellsOfSeveralLabels) {
  ReadOptions options;
  options.label_separator = ";";
  const Dataset data = read("label,text\nb;a;;a,x\n,y\nc,z\n", options);
  EXPECT_TRUE(data.multi_label);
  EXPECT_EQ(data.classes, (Strings{"a", "b", "c"}));
  EXPECT_EQ(data.labels.values, (std::vector<std::int32_t>{0, 1, 2}));
  EXPECT_EQ(data.labels.offsets, (std::vector<std::size_t>{0, 2, 2, 3}));
}

TEST_F(CsvTest, TakesAnyDelimiter) {
  ReadOptions options;
  options.table.delimiter = '|';
  EXPECT_EQ(read("label|text\nham|a,b\n", options).texts, Strings{"a,b"});
  options.table.escape = '|';
  EXPECT_NE(refusal("label|text\n", options).find("--escape: is the delimiter too"), std::string::npos);
}

TEST_F(CsvTest, ReadsPackedTablesOfAnyEncoding) {
  const std::string table = "label,text\nham,caf\u00E9\n";
  EXPECT_EQ(read_dataset(folder_.write("t.csv.gz", gzip(table)), {}).texts, Strings{"caf\u00E9"});
  EXPECT_EQ(read_dataset(folder_.write("t.csv.zst", zstd(table)), {}).texts, Strings{"caf\u00E9"});
  ReadOptions options;
  options.encoding = "latin-1";
  EXPECT_EQ(read("label,text\nham,caf\xE9\n", options).texts, Strings{"caf\u00E9"});
  options.encoding = "utf-8";
  options.on_bad_bytes = OnBadBytes::kReplace;
  const Dataset data = read("label,text\nham,caf\xE9\n", options);
  EXPECT_EQ(data.texts, Strings{"caf\uFFFD"});
  ASSERT_EQ(data.notes.size(), 1U);
  EXPECT_EQ(data.notes[0].what, kBadBytesNote);
  EXPECT_EQ(data.notes[0].first, folder_.path("t.csv") + ": byte 18");
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
