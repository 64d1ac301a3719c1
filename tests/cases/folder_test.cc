#include "cases/reading.h"

namespace taxon {
namespace {

// Written in the reverse of their order.
const std::vector<NamedBytes> kFiveFiles = {
    {"d/x/e", "4"}, {"d/x/d", "3"}, {"d/x/c", "2"}, {"d/x/b", "1"}, {"d/x/a", "0"}};

const std::vector<NamedBytes> kLitter = {{"d/.git/cfg", "?"},    {"d/a/x.txt", "one"},
                                         {"d/b/2.txt", "two"},   {"d/b/10.txt", "ten"},
                                         {"d/b/.DS_Store", "?"}, {"d/readme.txt", "?"}};
const std::vector<Labelled> kWithoutLitter = {{"a", "one"}, {"b", "ten"}, {"b", "two"}};

const std::vector<ReadingCase> kRows = {
    // scikit-learn would take .git for a class and .DS_Store for a text.
    {.row = 95,
     .name = "dot_names_are_left_out_and_counted",
     .files = kLitter,
     .data = {"d"},
     .texts = kWithoutLitter,
     .note = "dot-name",
     .noted = 2},
    {.row = 95,
     .name = "files_beside_the_classes_are_left_out_and_counted",
     .files = kLitter,
     .data = {"d"},
     .texts = kWithoutLitter,
     .note = "beside the class folders",
     .noted = 1},
    {.row = 97,
     .name = "files_are_sorted",
     .files = kFiveFiles,
     .data = {"d"},
     .texts = {{"x", "0"}, {"x", "1"}, {"x", "2"}, {"x", "3"}, {"x", "4"}}},
    {.row = 97,
     .name = "shuffled_as_numpy_by_seed_0",
     .files = kFiveFiles,
     .data = {"d"},
     .options = {"--shuffle-seed", "0"},
     .texts = {{"x", "2"}, {"x", "0"}, {"x", "1"}, {"x", "3"}, {"x", "4"}}},
    {.row = 97,
     .name = "shuffled_as_numpy_by_seed_42",
     .files = kFiveFiles,
     .data = {"d"},
     .options = {"--shuffle-seed", "42"},
     .texts = {{"x", "1"}, {"x", "4"}, {"x", "2"}, {"x", "0"}, {"x", "3"}}},
};

class Folder : public ReadingTest {};
TEST_P(Folder, row) {
  check(GetParam());
}
INSTANTIATE_TEST_SUITE_P(, Folder, testing::ValuesIn(kRows), RowName());

}  // namespace
}  // namespace taxon
