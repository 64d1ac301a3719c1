#include "base/files.h"
#include "cases/cases.h"

namespace taxon {
namespace {

class Determinism : public ProgramTest {
 protected:
  // The bytes of a model trained in a process with this environment.
  std::string trained(const Arguments& environment) const {
    const auto outcome = train(path("m"), {"--valid-fraction", "0.25", "--mask", "on"}, environment);
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    return read_file(path("m"));
  }
};

TEST_F(Determinism, row_31_words_of_equal_frequency_in_any_number_of_threads) {
  std::string table = "label\ttext\n";
  for (int i = 0; i < 300; ++i) table += "a\tword" + std::to_string(i * 7919 % 300) + "\n";
  const auto data = write("t.tsv", table);
  const auto tokens = [&](const char* threads) {
    return run({"tokenize", "--fit", data, "--threads", threads}, "word0 word7 word299\n").out;
  };
  EXPECT_EQ(tokens("1"), "word0=2 word7=55 word299=123\n");
  for (const char* threads : {"2", "3", "8"}) EXPECT_EQ(tokens(threads), tokens("1")) << threads;
}

// A larger environment moves the stack; addresses change from process to process anyway.
TEST_F(Determinism, row_151_two_processes) {
  EXPECT_TRUE(trained({}) == trained({"TAXON_TEST_PADDING=" + std::string(10000, 'x')}));
}

TEST_F(Determinism, row_152_instruction_sets) {
  const auto best = trained({});
  EXPECT_TRUE(trained({"TAXON_ISA=scalar"}) == best);
  for (const std::string isa : {"avx512", "avx2", "neon"}) {
    const Arguments environment = {"TAXON_ISA=" + isa};
    const auto outcome = train(path("m"), {"--valid-fraction", "0.25", "--mask", "on"}, environment);
    if (outcome.status == 0) {
      EXPECT_TRUE(read_file(path("m")) == best) << isa;
    } else {
      expect_refused(outcome, isa);  // the machine lacks it
    }
  }
}

}  // namespace
}  // namespace taxon
