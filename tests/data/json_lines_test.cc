#include <gtest/gtest.h>

#include "data/json_line.h"
#include "data/readers.h"
#include "data/test_files.h"

namespace taxon {
namespace {

using namespace std::string_literals;
using Strings = std::vector<std::string>;
using Kind = JsonMember::Kind;

class JsonLinesTest : public testing::Test {
 protected:
  Dataset read(const std::string& bytes, const ReadOptions& options = {}) {
    return read_dataset(folder_.write("t.jsonl", bytes), options);
  }
  // Without the path in front.
  std::string refusal(const std::string& bytes, const ReadOptions& options = {}) {
    const std::string path = folder_.write("t.jsonl", bytes);
    const std::string message = error_of([&] { read_dataset(path, options); });
    return message.starts_with(path) ? message.substr(path.size()) : message;
  }
  TempFolder folder_;
};

TEST_F(JsonLinesTest, ReadsAnObjectALine) {
  const Dataset data = read(
      "{\"label\":\"b\",\"text\":\"x\\ny\"}\n\n  \n {\"text\": \"\\ud83d\\ude00 \u00E9\", \"label\": "
      "\"a\"}\r\n\n");
  EXPECT_EQ(data.classes, (Strings{"a", "b"}));
  EXPECT_EQ(data.texts, (Strings{"x\ny", "\U0001F600 \u00E9"}));
  EXPECT_EQ(data.labels.values, (std::vector<std::int32_t>{1, 0}));
  EXPECT_EQ(data.sources[1], folder_.path("t.jsonl") + ":4");
  EXPECT_FALSE(data.multi_label);
}

// Rows 70 and 71: what no machine number holds.
TEST_F(JsonLinesTest, KeepsTheDigitsOfNumbers) {
  const Strings labels = {
      "-0", "0.10", "1", "1.0", "12345678901234567890123", "1E+400", "1e3", "false", "9223372036854775808"};
  std::string bytes;
  for (const auto& label : labels) bytes += "{\"label\":" + label + ",\"text\":\"x\"}\n";
  EXPECT_EQ(read(bytes).classes, (Strings{"-0", "0.10", "1", "1.0", "12345678901234567890123", "1E+400",
                                          "1e3", "9223372036854775808", "false"}));
  EXPECT_EQ(
      read("{\"label\":\"a\",\"text\":\"x\",\"n\":1e400,\"m\":[" + std::string(400, '9') + ",{\"-1\":-2}]}")
          .texts,
      Strings{"x"});
}

TEST_F(JsonLinesTest, TakesListsOfLabels) {
  const Dataset data = read(
      "{\"label\":[\"b\",\"a\"],\"text\":\"x\"}\n{\"label\":[],\"text\":\"y\"}\n{\"label\":[7],\"text\":"
      "\"z\"}\n");
  EXPECT_TRUE(data.multi_label);
  EXPECT_EQ(data.classes, (Strings{"7", "a", "b"}));
  EXPECT_EQ(data.labels.offsets, (std::vector<std::size_t>{0, 2, 2, 3}));
  EXPECT_TRUE(read("{\"label\":[\"a\"],\"text\":\"x\"}").multi_label);
}

TEST_F(JsonLinesTest, TakesOtherKeys) {
  ReadOptions options;
  options.label_column = "y";
  options.text_column = "title,body";
  const std::string line = "{\"y\":1,\"title\":\"News\",\"body\":\"all\",\"title,body\":\"both\"}";
  EXPECT_EQ(read(line, options).texts, Strings{"both"});
  EXPECT_EQ(read("{\"y\":1,\"title\":\"News\",\"body\":\"all\"}", options).texts, Strings{"News\nall"});
}

// Rows 65, 67, 68, 73, 74: each is named by its line, and by its key where it has one.
TEST_F(JsonLinesTest, NamesWhatIsWrong) {
  const std::string good = "{\"label\":\"a\",\"text\":\"x\"}\n";
  const auto second = [&](const std::string& line) { return refusal(good + line + "\n" + good); };
  EXPECT_EQ(
      second("{\"lable\":\"a\",\"text\":\"x\"}"),
      ":2: has no key 'label', its keys are 'lable', 'text'; choose one with --label-column, or mend the "
      "line or give --skip-rows");
  EXPECT_EQ(second("{\"label\":\"a\",\"text\":5}"),
            ":2: text: is a number where a string is needed; mend the line or give --skip-rows");
  EXPECT_TRUE(
      second("{\"label\":null,\"text\":\"x\"}").starts_with(":2: label: is null where a label is needed"));
  EXPECT_TRUE(second("{\"label\":{},\"text\":\"x\"}").starts_with(":2: label: is an object"));
  EXPECT_TRUE(
      second("{\"label\":[null],\"text\":\"x\"}").starts_with(":2: label: is an object or a list of"));
  EXPECT_TRUE(second("{\"label\":\"\",\"text\":\"x\"}").starts_with(":2: label: has an empty label"));
  EXPECT_TRUE(
      second("{\"label\":1,\"label\":2,\"text\":\"x\"}").starts_with(":2: has the key 'label' twice"));
  EXPECT_EQ(second("[1,2]"), ":2: is no JSON object: a list is no object; mend the line or give --skip-rows");
  EXPECT_TRUE(second("\"x\"").starts_with(":2: is no JSON object: a string is no object"));
  for (const std::string line :
       {"{bad", "{\"label\":\"a\"", "{} {}", "{\"a\":01}", "{\"a\":1.}", "{\"a\":+1}", "{\"a\":1 2}", "{1:2}",
        "{\"a\":\"\\ud800 x\"}", "{\"a\":\"\\udc00\"}", "{\"a\":\"\\ud800\\u0041\"}", "{\"a\":nul}",
        "{\"a\":\"\t\"}", "{\"a\":\"\\x\"}", "-", "1e", "\\", "\""}) {
    EXPECT_TRUE(second(line).starts_with(":2: is no JSON object: ")) << line << second(line);
  }
  // What the library quotes of the line is shown as text.
  EXPECT_NE(second("{\"a\":\x7F}").find("\\x7F"), std::string::npos) << second("{\"a\":\x7F}");
  EXPECT_TRUE(refusal(good + "{\"a\":1}\0"s).starts_with(":2: is no JSON object: it holds a NUL byte"));
  EXPECT_TRUE(refusal(std::string(150000, '[')).starts_with(":1: is no JSON object"));
  EXPECT_TRUE(
      refusal("{\"a\":" + std::string(150000, '[')).starts_with(":1: is no JSON object: it is nested too"));
}

TEST_F(JsonLinesTest, CountsWhatItSkips) {
  ReadOptions options;
  options.skip_rows = true;
  const Dataset data =
      read("{\"label\":\"a\",\"text\":\"x\"}\n{bad\n[]\n{\"label\":\"b\",\"text\":\"y\"}\n", options);
  EXPECT_EQ(data.texts, (Strings{"x", "y"}));
  ASSERT_EQ(data.notes.size(), 1U);
  EXPECT_EQ(data.notes[0].what, kBadRowsNote);
  EXPECT_EQ(data.notes[0].count, 2);
  EXPECT_EQ(data.notes[0].first, folder_.path("t.jsonl") + ":2");
  EXPECT_NE(refusal("{bad\n", options).find("holds no texts"), std::string::npos);
}

// Row 7.
TEST_F(JsonLinesTest, DecodesBeforeItCuts) {
  ReadOptions options;
  options.encoding = "utf-16le";
  std::string utf16;
  for (const char c : "{\"label\":\"a\",\"text\":\""s) utf16 += {c, '\0'};
  utf16 += "\x0A\x0A"s;
  for (const char c : "\"}\n{\"label\":\"b\",\"text\":\"y\"}\n"s) utf16 += {c, '\0'};
  EXPECT_EQ(read(utf16, options).texts, (Strings{"\u0A0A", "y"}));
  EXPECT_EQ(read("\xFF\xFE" + utf16).texts, (Strings{"\u0A0A", "y"}));
}

TEST(JsonLine, GivesMembersInOrder) {
  JsonLine json("mend it");
  json.parse(
      "{\"b\": \"x\\\"y\", \"a\": -1.50, \"c\": [1, \"2\", true], \"d\": [[1]], \"e\": {\"f\": 1}, \"g\": "
      "null}",
      {});
  const auto members = json.members();
  ASSERT_EQ(members.size(), 6U);
  EXPECT_EQ(members[0].key, "b");
  EXPECT_EQ(members[0].text, "x\"y");
  EXPECT_EQ(members[1].kind, Kind::kNumber);
  EXPECT_EQ(members[1].text, "-1.50");
  EXPECT_EQ(members[2].kind, Kind::kList);
  EXPECT_EQ(members[2].items, (Strings{"1", "2", "true"}));
  EXPECT_EQ(members[3].kind, Kind::kOther);
  EXPECT_EQ(members[4].kind, Kind::kOther);
  EXPECT_EQ(members[5].kind, Kind::kNull);
}

}  // namespace
}  // namespace taxon
