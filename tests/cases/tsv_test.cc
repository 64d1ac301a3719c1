#include <nlohmann/json.hpp>

#include "cases/reading.h"

namespace taxon {
namespace {

using namespace std::string_literals;

const std::vector<ReadingCase> kRows = {
    {.row = 47,
     .name = "stray_quotes_swallow_no_lines",
     .files = {{"t.tsv", "ham\t\"hello\nspam\tbuy\nham\tbye \"\n"}},
     .options = {"--no-header"},
     .texts = {{"ham", "\"hello"}, {"spam", "buy"}, {"ham", "bye \""}}},
    {.row = 61,
     .name = "cell_of_one_nul_byte",
     .files = {{"t.tsv", "ham\t\0\tx\n"s}},
     .options = {"--no-header"},
     .texts = {{"ham", "\0"s}}},
    {.row = 61,
     .name = "column_behind_a_nul_byte",
     .files = {{"t.tsv", "ham\t\0\tx\n"s}},
     .options = {"--no-header", "--text-column", "3"},
     .texts = {{"ham", "x"}}},
};

class Tsv : public ReadingTest {};
TEST_P(Tsv, row) {
  check(GetParam());
}
INSTANTIATE_TEST_SUITE_P(, Tsv, testing::ValuesIn(kRows), RowName());

// Where quoting has swallowed lines, their number shows it.
TEST_F(Tsv, row_47_check_tells_how_many_rows_there_are) {
  const auto table = write("t.tsv", "ham\t\"hello\nspam\tbuy\nham\tbye \"\n");
  const auto texts = [&](const std::string& quoting) {
    const auto outcome = run({"check", table, "--no-header", "--quoting", quoting, "--json"});
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    return nlohmann::json::parse(outcome.out).at("texts");
  };
  EXPECT_EQ(texts("off"), 3);
  EXPECT_EQ(texts("on"), 1);
}

}  // namespace
}  // namespace taxon
