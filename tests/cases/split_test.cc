#include "data/split.h"

#include <algorithm>

#include "base/error.h"
#include "cases/cases.h"

namespace taxon {
namespace {

using Indices = std::vector<std::size_t>;

// Texts of the classes that the letters name, and scikit-learn 1.9.1's split of them, by which
// tests/golden/split.json was made too.
struct SplitCase {
  int row = 0;
  const char* name = "";
  std::string classes;
  double fraction = 0;
  std::uint32_t seed = 0;
  std::size_t valid = 0;       // texts
  Indices valid_indices = {};  // in order; empty: not asked
  Indices train_indices = {};
  std::vector<std::ptrdiff_t> valid_of_class = {};  // texts of each class; empty: not asked
};
void PrintTo(const SplitCase& split_case, std::ostream* out) {
  *out << split_case.classes << " " << split_case.fraction << " seed " << split_case.seed;
}

// "abab...", n letters.
std::string alternating(std::size_t n) {
  std::string classes;
  for (std::size_t i = 0; i < n; ++i) classes += i % 2 == 0 ? 'a' : 'b';
  return classes;
}

const std::vector<SplitCase> kRows = {
    {.row = 88,
     .name = "one_class_is_split_all_the_same",
     .classes = "aaaaaaaaaa",
     .fraction = .2,
     .valid = 2},
    {.row = 104,
     .name = "one_of_each_class_fits",
     .classes = "aaabb",
     .fraction = .4,
     .valid = 2,
     .valid_of_class = {1, 1}},
    {.row = 106,
     .name = "odd_one_goes_by_the_seed",
     .classes = "aaaaabbbbb",
     .fraction = .25,
     .seed = 42,
     .valid = 3,
     .valid_indices = {0, 3, 9},
     .valid_of_class = {2, 1}},
    {.row = 106,
     .name = "ties_of_three_classes",
     .classes = "babaccabca",
     .fraction = .3,
     .valid = 3,
     .valid_indices = {1, 2, 5},
     .train_indices = {0, 9, 3, 4, 8, 6, 7}},
    {.row = 107, .name = "7_percent_of_100", .classes = alternating(100), .fraction = .07, .valid = 8},
    {.row = 107, .name = "14_percent_of_50", .classes = alternating(50), .fraction = .14, .valid = 8},
    {.row = 107, .name = "29_percent_of_100", .classes = alternating(100), .fraction = .29, .valid = 29},
    {.row = 107, .name = "15_percent_of_20", .classes = alternating(20), .fraction = .15, .valid = 3},
    {.row = 109,
     .name = "no_class_is_lost",
     .classes = "aaaaaaabbbbbbbccccccc",
     .fraction = .33,
     .seed = 42,
     .valid = 7,
     .valid_of_class = {2, 2, 3}},
};

class Splits : public ProgramTest, public testing::WithParamInterface<SplitCase> {
 protected:
  // train on a table of texts of these classes, splitting this part off.
  Outcome train_on(const std::string& classes, const std::string& fraction) const {
    std::string table = "label\ttext\n";
    for (std::size_t i = 0; i < classes.size(); ++i) {
      table += std::string(1, classes[i]) + "\ttext number" + std::to_string(i) + "\n";
    }
    return run(Arguments{"train", write("t.tsv", table), "--out", path("m"), "--valid-fraction", fraction} +
               small());
  }
};

std::vector<std::int32_t> numbers(const std::string& letters) {
  std::vector<std::int32_t> labels;
  for (const char letter : letters) labels.push_back(letter - 'a');
  return labels;
}

TEST_P(Splits, row) {
  const SplitCase& expected = GetParam();
  const std::vector<std::string> names = {"a", "b", "c"};
  const auto split = stratified_split(numbers(expected.classes), names, expected.fraction, expected.seed);
  EXPECT_EQ(split.valid.size(), expected.valid);
  EXPECT_EQ(split.train.size(), expected.classes.size() - expected.valid);
  if (!expected.valid_indices.empty()) {
    EXPECT_EQ(split.valid, expected.valid_indices);
  }
  if (!expected.train_indices.empty()) {
    EXPECT_EQ(split.train, expected.train_indices);
  }
  for (std::size_t c = 0; c < expected.valid_of_class.size(); ++c) {
    EXPECT_EQ(std::count_if(split.valid.begin(), split.valid.end(),
                            [&](std::size_t i) { return expected.classes[i] == static_cast<char>('a' + c); }),
              expected.valid_of_class[c])
        << names[c];
  }
}
INSTANTIATE_TEST_SUITE_P(, Splits, testing::ValuesIn(kRows), RowName());

TEST_F(Splits, row_103_class_of_one_text) {
  expect_refused(train_on("aaab", "0.25"), "there is 1 only of 'b'");
}

TEST_F(Splits, row_104_fewer_validation_texts_than_classes) {
  expect_refused(train_on("aaabb", "0.2"), "1 would be validation texts, fewer than the 2 classes");
}

TEST_F(Splits, row_107_one_text_cannot_be_split) {
  EXPECT_THROW(stratified_split(numbers("a"), std::vector<std::string>{"a"}, .2, 0), Error);
  expect_refused(train_on("a", "0.2"), "need 2 classes");
}

TEST_F(Splits, row_110_copies_are_told_of) {
  std::string table = "label\ttext\n";
  for (int i = 0; i < 6; ++i) table += "a\tsame words\n";
  for (int i = 0; i < 4; ++i) table += "b\tother words " + std::to_string(i) + "\n";
  const auto outcome = run(Arguments{"train", write("t.tsv", table + "b\tsame words\n"), "--out", path("m"),
                                     "--valid-fraction", "0.4"} +
                           small());
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_NE(outcome.err.find("validation texts are also in the training part"), std::string::npos)
      << outcome.err;
  EXPECT_NE(outcome.err.find("note: 1 texts stand under more than one class"), std::string::npos)
      << outcome.err;
}

}  // namespace
}  // namespace taxon
