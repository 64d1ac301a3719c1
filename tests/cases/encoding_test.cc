#include <algorithm>
#include <nlohmann/json.hpp>

#include "cases/reading.h"

namespace taxon {
namespace {

using Json = nlohmann::json;

const std::vector<ReadingCase> kRows = {
    {.row = 1,
     .name = "byte_order_mark_is_no_text",
     .files = {{"d/a/1", "\xEF\xBB\xBFhi yo"}, {"d/b/1", "hi yo"}},
     .data = {"d"},
     .texts = {{"a", "hi yo"}, {"b", "hi yo"}}},
    {.row = 4,
     .name = "bytes_that_are_not_utf8_are_refused",
     .files = {{"d/a/1", "caf\xE9"}},
     .data = {"d"},
     .refusal = {"/a/1: byte 3 (0xE9)", "--encoding", "--on-bad-bytes replace"}},
    {.row = 4,
     .name = "bytes_that_are_not_utf8_are_replaced",
     .files = {{"d/a/1", "caf\xE9"}},
     .data = {"d"},
     .options = {"--on-bad-bytes", "replace"},
     .texts = {{"a", "caf\uFFFD"}}},
    {.row = 4,
     .name = "bytes_of_latin_1",
     .files = {{"d/a/1", "caf\xE9"}},
     .data = {"d"},
     .options = {"--encoding", "latin-1"},
     .texts = {{"a", "caf\u00E9"}}},
};

class Encoding : public ReadingTest {};
TEST_P(Encoding, row) {
  check(GetParam());
}
INSTANTIATE_TEST_SUITE_P(, Encoding, testing::ValuesIn(kRows), RowName());

TEST_F(Encoding, row_1_same_ids_with_a_byte_order_mark) {
  const auto data = write("fit.tsv", "label\ttext\na\thi yo\n");
  const Arguments call = {"tokenize", "--fit", data, "--input", "text", "--json"};
  const auto marked = run(call, "\xEF\xBB\xBFhi yo").out;
  EXPECT_EQ(Json::parse(marked).at("ids"), (Json{2, 3}));
  EXPECT_EQ(marked, run(call, "hi yo").out);
}

// The replacements are counted as Python 3.11 counts them; the parser refuses what is not UTF-8.
TEST_F(Encoding, row_5_ill_formed_bytes_leave_the_json_well_formed) {
  const std::string bytes = "\xE2\x82 x \xF0\x9F\x98 y \xC0\xAF \xED\xA0\x80 \xFF";
  const Arguments replace = {"--on-bad-bytes", "replace", "--json"};
  const auto data = write("fit.tsv", "label\ttext\na\tx\n");
  const auto tokens = run(Arguments{"tokenize", "--fit", data} + replace, bytes + "\n");
  ASSERT_EQ(tokens.status, 0) << tokens.err;
  std::vector<std::string> words;
  const auto parsed = Json::parse(tokens.out);
  for (const auto& token : parsed.at("tokens")) words.push_back(token.at("text"));
  EXPECT_EQ(words, (std::vector<std::string>{"\uFFFD", "x", "\uFFFD", "y", "\uFFFD\uFFFD",
                                             "\uFFFD\uFFFD\uFFFD", "\uFFFD"}));
  // Kept beside the answer, the text itself comes out again.
  const auto answer = run(Arguments{"predict", small_model(), "--input", "csv", "--output", "jsonl"} +
                              Arguments{"--on-bad-bytes", "replace"},
                          "text\n" + bytes + "\n");
  ASSERT_EQ(answer.status, 0) << answer.err;
  EXPECT_EQ(Json::parse(answer.out).at("text"), "\uFFFD x \uFFFD y \uFFFD\uFFFD \uFFFD\uFFFD\uFFFD \uFFFD");
}

}  // namespace
}  // namespace taxon
