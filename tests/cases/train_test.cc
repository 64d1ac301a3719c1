#include <filesystem>

#include "cases/cases.h"

namespace taxon {
namespace {

class Train : public ProgramTest {};

TEST_F(Train, row_35_no_word_in_any_text) {
  write("marks/a/1", "!!! ... ---");
  write("marks/b/1", "???");
  expect_refused(run({"train", path("marks"), "--out", path("m")}),
                 path("marks") + ": no words left after filtering");
  EXPECT_FALSE(std::filesystem::exists(path("m")));
}

// scikit-learn's balanced weights: n / (classes x texts of the class), 100 / 180 and 100 / 20.
TEST_F(Train, row_92_balanced_weights) {
  std::string table = "label\ttext\n";
  for (int i = 0; i < 100; ++i) table += i < 90 ? "a\tcommon word\n" : "b\trare thing\n";
  ASSERT_EQ(run(Arguments{"train", write("t.tsv", table), "--out", path("m"), "--class-weight", "balanced"} +
                small())
                .status,
            0);
  EXPECT_NE(run({"info", path("m")}).out.find("--class-weight a=0.5555"), std::string::npos);
  EXPECT_NE(run({"info", path("m")}).out.find(",b=5\n"), std::string::npos) << run({"info", path("m")}).out;
}

}  // namespace
}  // namespace taxon
