#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <filesystem>

#include "base/files.h"
#include "cases/cases.h"

namespace taxon {
namespace {

class Stream : public ProgramTest {
 protected:
  Stream() : model_(small_model()) {}
  std::string answers(const std::string& input) const {
    const auto outcome = run({"predict", model_, "--json", "--top", "0"}, input);
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    return outcome.out;
  }

  std::string model_;
};

TEST_F(Stream, row_154_last_line_end_missing) {
  EXPECT_EQ(answers("river"), answers("river\n"));
  EXPECT_EQ(answers("river\n\n"), answers("river\n") + answers("\n"));
}

TEST_F(Stream, row_155_one_answer_a_line_in_order) {
  std::string expected;
  for (const char* line : {"boat\n", "\n", "!!!\n", "xyzzy\n", "bank\n"}) expected += answers(line);
  EXPECT_EQ(answers("boat\n\n!!!\nxyzzy\nbank\n"), expected);
  EXPECT_EQ(std::count(expected.begin(), expected.end(), '\n'), 5);
  EXPECT_EQ(answers(""), "");
}

TEST_F(Stream, row_157_reader_that_leaves) {
  std::string lines;
  for (int i = 0; i < 100000; ++i) lines += "boat\n";
  const auto first = path("first");
  // Standard output becomes a pipe whose reader takes a line.
  const auto outcome =
      run({"predict", model_, write("lines", lines)}, "", {}, "exec > >(head -1 >" + first + ")");
  EXPECT_TRUE(outcome.status == 0 || outcome.status == 128 + SIGPIPE) << outcome.status;
  EXPECT_EQ(outcome.err, "");
  for (int i = 0; i < 5000 && (!std::filesystem::exists(first) || read_file(first).empty()); ++i) {
    usleep(1000);  // head may still be writing
  }
  EXPECT_TRUE(read_file(first).starts_with("river\t"));
  EXPECT_EQ(read_file(first).back(), '\n');
}

TEST_F(Stream, row_158_training_from_a_pipe) {
  std::string table = "label,text\n";
  for (int i = 0; i < 6000; ++i) table += i % 2 == 0 ? "a,river boat\n" : "b,bank loan\n";
  const auto data = write("t.csv", table);
  const auto train_from = [&](const std::string& name, const std::string& shell) {
    const auto outcome = run(Arguments{"train", name, "--format", "csv", "--out", path("m")} +
                                 small({"--batch-size", "512", "--epochs", "1"}),
                             "", {}, shell);
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    return read_file(path("m"));
  };
  const auto expected = train_from(data, "");
  const auto pipe = "exec < <(cat " + data + ")";
  EXPECT_TRUE(train_from("/dev/stdin", pipe) == expected);
  EXPECT_TRUE(train_from("-", pipe) == expected);
}

}  // namespace
}  // namespace taxon
