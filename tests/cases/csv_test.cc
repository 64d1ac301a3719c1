#include <fstream>
#include <nlohmann/json.hpp>

#include "cases/reading.h"

namespace taxon {
namespace {

using namespace std::string_literals;

const std::vector<ReadingCase> kRows = {
    {.row = 2,
     .name = "byte_order_mark_before_a_quoted_header",
     .files = {{"t.csv", "\xEF\xBB\xBF\"label\",\"text\"\nham,hi\n"}},
     .texts = {{"ham", "hi"}},
     .pandas = true},
    {.row = 8,
     .name = "nul_bytes_do_not_end_a_text",
     .files = {{"t.csv", "label,text\nham,\"a\0b\"\nham,\"a\0c\"\n"s}},
     .texts = {{"ham", "a\0b"s}, {"ham", "a\0c"s}},
     .pandas = true},
    {.row = 10,
     .name = "lines_that_end_with_cr_alone",
     .files = {{"t.csv", "label,text\rham,hi\rspam,buy\r"}},
     .texts = {{"ham", "hi"}, {"spam", "buy"}},
     .pandas = true},
    {.row = 37,
     .name = "empty_text_is_empty_and_noted",
     .files = {{"t.csv", "label,text\nham,\nspam,x\n"}},
     .texts = {{"ham", ""}, {"spam", "x"}},
     .note = "empty texts"},
    {.row = 46,
     .name = "quote_that_is_never_closed",
     .files = {{"t.csv", "label,text\nham,\"for ever\nspam,x\n"}},
     .refusal = {":2: "}},
    {.row = 47,
     .name = "quotes_join_lines_where_quoting_is_on",
     .files = {{"t.tsv", "label\ttext\nham\t\"hello\nspam\tbuy\nham\tbye \"\n"}},
     .options = {"--quoting", "on"},
     .texts = {{"ham", "hello\nspam\tbuy\nham\tbye "}}},
    {.row = 49,
     .name = "quote_line_end_and_comma_inside_quotes",
     .files = {{"t.csv", "label,text\nspam,\"win\nnow \"\"free\"\", ok\"\n"}},
     .texts = {{"spam", "win\nnow \"free\", ok"}},
     .pandas = true},
    {.row = 50,
     .name = "backslash_is_no_escape_unless_asked_for",
     .files = {{"t.csv", "label,text\nham,\"7\\\" disc, red\"\n"}},
     .refusal = {":2: "}},
    {.row = 50,
     .name = "backslash_as_escape",
     .files = {{"t.csv", "label,text\nham,\"7\\\" disc, red\"\n"}},
     .options = {"--escape", "\\"},
     .texts = {{"ham", "7\" disc, red"}},
     .pandas = true},
    {.row = 52,
     .name = "row_without_a_text",
     .files = {{"t.csv", "label,text\nham\nspam,x\n"}},
     .refusal = {":2: ", "has 1 field"}},
    {.row = 52,
     .name = "row_without_a_text_skipped_and_counted",
     .files = {{"t.csv", "label,text\nham\nspam,x\n"}},
     .options = {"--skip-rows"},
     .texts = {{"spam", "x"}},
     .note = "bad rows"},
    {.row = 53,
     .name = "words_that_others_take_for_missing",
     .files = {{"t.csv", "label,text\nNA,N/A\nnull,a\nNone,b\nnan,c\n"}},
     .texts = {{"NA", "N/A"}, {"null", "a"}, {"None", "b"}, {"nan", "c"}}},
    {.row = 53,
     .name = "only_an_empty_label_is_missing",
     .files = {{"t.csv", "label,text\nNA,a\n,b\n"}},
     .refusal = {":3: ", "no label"}},
    {.row = 55,
     .name = "labels_that_look_like_numbers",
     .files = {{"t.csv", "label,text\n01,a\n1,b\n1e3,c\n007,d\n"}},
     .texts = {{"01", "a"}, {"1", "b"}, {"1e3", "c"}, {"007", "d"}}},
    {.row = 56,
     .name = "byte_1a_is_text",
     .files = {{"t.csv",
                "label,text\nham,\"a\x1A"
                "b\"\nspam,c\n"}},
     .texts = {{"ham",
                "a\x1A"
                "b"},
               {"spam", "c"}},
     .pandas = true},
    {.row = 58,
     .name = "space_before_a_quote_is_text",
     .files = {{"t.csv", "label,text\nham, \"hi, all\"\n"}},
     .refusal = {":2: ", "has 3 fields"}},
    {.row = 58,
     .name = "space_before_a_quote_skipped",
     .files = {{"t.csv", "label,text\nham, \"hi, all\"\n"}},
     .options = {"--skip-space"},
     .texts = {{"ham", "hi, all"}},
     .pandas = true},
    {.row = 59,
     .name = "columns_that_are_not_there",
     .files = {{"t.csv", "Text ,Label\nx,y\n"}},
     .refusal = {":1: ", "'Text '", "'Label'"}},
    {.row = 62,
     .name = "no_header_loses_no_row",
     .files = {{"t.csv", "ham,hi\nspam,yo\n"}},
     .options = {"--no-header"},
     .texts = {{"ham", "hi"}, {"spam", "yo"}}},
    {.row = 62,
     .name = "row_is_no_header",
     .files = {{"t.csv", "ham,hi\nspam,yo\n"}},
     .refusal = {":1: ", "'ham', 'hi'"}},
    {.row = 62,
     .name = "header_is_no_row",
     .files = {{"t.csv", "label,text\nham,hi\nspam,yo\n"}},
     .texts = {{"ham", "hi"}, {"spam", "yo"}}},
};

// pandas read the same bytes and gave the same rows.
void expect_as_pandas(const ReadingCase& reading_case) {
  std::ifstream file(TAXON_SOURCE_DIR "/tests/golden/tables.json");
  const auto golden = nlohmann::json::parse(file).at(reading_case.name);
  EXPECT_EQ(golden.at("bytes"), reading_case.files.front().bytes);
  std::vector<Labelled> rows;
  for (const auto& row : golden.at("rows"))
    rows.emplace_back(row[0].get<std::string>(), row[1].get<std::string>());
  EXPECT_EQ(rows, reading_case.texts);
}

class Csv : public ReadingTest {};
TEST_P(Csv, row) {
  check(GetParam());
  if (GetParam().pandas) expect_as_pandas(GetParam());
}
INSTANTIATE_TEST_SUITE_P(, Csv, testing::ValuesIn(kRows), RowName());

// A field may hold 64 MiB at most, so that a quote nobody closes ends soon and never fills the memory.
TEST_F(Csv, row_46_quote_never_closed_before_200_megabytes) {
  const auto table = path("t.csv");
  {
    std::string rows;
    while (rows.size() < 1000000) rows += "spam,buy what you never wanted\n";
    std::ofstream file(table, std::ios::binary);
    file << "label,text\nham,\"for ever\n";
    for (int i = 0; i < 200; ++i) file << rows;
  }
  const auto outcome = run({"train", table, "--out", path("m.taxon")});
  expect_refused(outcome, table + ":2: ");
  expect_memory_below(std::int64_t{200} << 20, outcome);
}

}  // namespace
}  // namespace taxon
