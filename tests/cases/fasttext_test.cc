#include <nlohmann/json.hpp>

#include "cases/reading.h"

namespace taxon {
namespace {

using Json = nlohmann::json;

const std::vector<ReadingCase> kRows = {
    {.row = 76,
     .name = "lines_without_labels",
     .files = {{"t.txt", "a\thello\nb\tbye\n"}},
     .options = {"--format", "fasttext"},
     .refusal = {": ", "__label__", "2 lines"}},
    {.row = 77,
     .name = "space_ends_a_label",
     .files = {{"t.txt", "__label__new york hello\n"}},
     .texts = {{"new", "york hello"}}},
    {.row = 79,
     .name = "several_labels_and_a_comma",
     .files = {{"t.txt", "__label__a, __label__b hi\n"}},
     .texts = {{std::vector<std::string>{"a,", "b"}, "hi"}}},
    {.row = 80,
     .name = "label_at_the_end",
     .files = {{"t.txt", "nice day __label__b\n"}},
     .options = {"--format", "fasttext"},
     .refusal = {": ", "__label__"}},
    {.row = 82,
     .name = "signs_of_other_formats_are_text",
     .files = {{"t.txt", "__label__a ratio 3:1 | yes __label__z here\n"}},
     .texts = {{"a", "ratio 3:1 | yes __label__z here"}}},
    {.row = 83,
     .name = "files_without_a_last_line_end_stay_apart",
     .files = {{"1.txt", "__label__a hi"}, {"2.txt", "__label__b yo"}},
     .data = {"1.txt", "2.txt"},
     .texts = {{"a", "hi"}, {"b", "yo"}}},
};

class FastText : public ReadingTest {};
TEST_P(FastText, row) {
  check(GetParam());
}
INSTANTIATE_TEST_SUITE_P(, FastText, testing::ValuesIn(kRows), RowName());

// The format cannot hold a label with a space; other formats and the model can.
TEST_F(FastText, row_77_label_with_a_space_stays_whole_in_a_model) {
  const auto table = write("t.csv", "label,text\nnew york,taxi\nboston,tea\n");
  const auto outcome = run(Arguments{"train", table, "--out", path("m")} + small());
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(Json::parse(run({"info", path("m"), "--json"}).out).at("labels"), (Json{"boston", "new york"}));
}

}  // namespace
}  // namespace taxon
