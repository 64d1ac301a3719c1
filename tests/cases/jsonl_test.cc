#include "cases/reading.h"

namespace taxon {
namespace {

const std::string kGood = "{\"label\":\"a\",\"text\":\"x\"}\n", kOther = "{\"label\":\"b\",\"text\":\"y\"}\n";

// Characters below U+10000 as UTF-16 with the low byte first.
std::string utf16le(const std::u16string& text) {
  std::string bytes;
  for (const char16_t unit : text) bytes += {static_cast<char>(unit & 0xFFU), static_cast<char>(unit >> 8U)};
  return bytes;
}

const std::u16string kWideLines =
    u"{\"label\":\"a\",\"text\":\"x\u0A0Ay\"}\n{\"label\":\"b\",\"text\":\"\u0A0A\"}\n";

const std::vector<ReadingCase> kRows = {
    {.row = 7,
     .name = "utf16_by_its_mark_decoded_before_it_is_cut",
     .files = {{"t.jsonl", utf16le(u"\uFEFF" + kWideLines)}},
     .texts = {{"a", "x\u0A0Ay"}, {"b", "\u0A0A"}}},
    {.row = 7,
     .name = "utf16_by_its_name_decoded_before_it_is_cut",
     .files = {{"t.jsonl", utf16le(kWideLines)}},
     .options = {"--encoding", "utf-16le"},
     .texts = {{"a", "x\u0A0Ay"}, {"b", "\u0A0A"}}},
    {.row = 23,
     .name = "surrogate_pairs_are_one_character",
     .files = {{"t.jsonl", R"({"label":"a","text":"hi \ud83d\ude00 \ud83d\udc68\u200d\ud83d\udc69"})"
                           "\n"}},
     .texts = {{"a", "hi \xF0\x9F\x98\x80 \U0001F468\u200D\U0001F469"}}},
    {.row = 64,
     .name = "blank_lines",
     .files = {{"t.jsonl", kGood + "\n  \n" + kOther + "\n"}},
     .texts = {{"a", "x"}, {"b", "y"}}},
    {.row = 65,
     .name = "bad_line_is_named",
     .files = {{"t.jsonl", kGood + "{bad\n" + kOther}},
     .refusal = {":2: "}},
    {.row = 65,
     .name = "bad_line_is_skipped_and_counted",
     .files = {{"t.jsonl", kGood + "{bad\n" + kOther}},
     .options = {"--skip-rows"},
     .texts = {{"a", "x"}, {"b", "y"}},
     .note = "bad rows"},
    {.row = 67, .name = "list_for_a_record", .files = {{"t.jsonl", "[1,2]\n"}}, .refusal = {":1: "}},
    {.row = 67, .name = "string_for_a_record", .files = {{"t.jsonl", "\"x\"\n"}}, .refusal = {":1: "}},
    {.row = 67,
     .name = "number_for_a_text",
     .files = {{"t.jsonl", kGood + "{\"label\":\"a\",\"text\":5}\n"}},
     .refusal = {":2: ", "text"}},
    {.row = 67,
     .name = "null_for_a_label",
     .files = {{"t.jsonl", kGood + "{\"label\":null,\"text\":\"x\"}\n"}},
     .refusal = {":2: ", "label"}},
    {.row = 68,
     .name = "misspelt_key",
     .files = {{"t.jsonl", "{\"lable\":\"a\",\"text\":\"x\"}\n"}},
     .refusal = {":1: ", "'label'", "lable", "text"}},
    {.row = 70,
     .name = "labels_of_many_digits",
     .files = {{"t.jsonl",
                "{\"label\":9223372036854775808,\"text\":\"x\"}\n"
                "{\"label\":12345678901234567890123,\"text\":\"y\"}\n"}},
     .texts = {{"9223372036854775808", "x"}, {"12345678901234567890123", "y"}}},
    {.row = 71,
     .name = "number_too_large_under_a_key_not_asked_for",
     .files = {{"t.jsonl", "{\"label\":\"a\",\"text\":\"x\",\"n\":1e400}\n"}},
     .texts = {{"a", "x"}}},
    {.row = 71,
     .name = "number_of_400_digits_under_a_key_not_asked_for",
     .files = {{"t.jsonl", "{\"label\":\"a\",\"text\":\"x\",\"n\":" + std::string(400, '7') + "}\n"}},
     .texts = {{"a", "x"}}},
    {.row = 74,
     .name = "half_a_surrogate_pair",
     .files = {{"t.jsonl", R"({"label":"a","text":"\ud800 x"})"
                           "\n"}},
     .refusal = {":1: "}},
};

class Jsonl : public ReadingTest {};
TEST_P(Jsonl, row) {
  check(GetParam());
}
INSTANTIATE_TEST_SUITE_P(, Jsonl, testing::ValuesIn(kRows), RowName());

// Under the usual limit on the stack, and a much lower one.
TEST_F(Jsonl, row_73_nesting_without_end) {
  for (const char* kib : {"8192", "256"}) {
    const auto table = write("t.jsonl", kGood + std::string(150000, '[') + "\n");
    expect_refused(run({"train", table, "--out", path("m.taxon")}, "", {}, std::string("ulimit -s ") + kib),
                   table + ":2: ");
  }
}

}  // namespace
}  // namespace taxon
