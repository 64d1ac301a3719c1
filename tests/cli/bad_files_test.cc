#include <cstdlib>
#include <filesystem>

#include "base/files.h"
#include "cli/program.h"

namespace taxon {
namespace {

// What is wrong with the user's files is said in one line, and what stood at --out stays.
class BadFile : public ProgramTest {
 protected:
  BadFile() : out_(write("out.taxon", "precious")) {}
  ~BadFile() override {
    EXPECT_EQ(read_file(out_), "precious");
    EXPECT_FALSE(std::filesystem::exists(out_ + ".part"));
  }

  Outcome train_on(const std::string& data, const Arguments& more = {}) const {
    return run(Arguments{"train", data, "--out", out_} + small() + more);
  }

  std::string out_;
};

TEST_F(BadFile, MissingData) {
  expect_refused(train_on(path("nowhere")), path("nowhere") + ": no such file or folder");
}

TEST_F(BadFile, NoPosts) {
  std::filesystem::create_directories(path("empty/a"));
  expect_refused(train_on(path("empty")), path("empty"));
  expect_refused(train_on(write("empty.tsv", "label\ttext\n")), path("empty.tsv"));
}

TEST_F(BadFile, TruncatedArchive) {
  const auto data = two_classes();
  const auto archive = path("data.tar.gz");
  ASSERT_EQ(std::system(("tar -czf " + archive + " -C " + data + " .").c_str()), 0);
  const auto bytes = read_file(archive);
  write("cut.tar.gz", bytes.substr(0, bytes.size() - 8));
  expect_refused(train_on(path("cut.tar.gz")), path("cut.tar.gz"));
  write("half.tar.gz", bytes.substr(0, bytes.size() / 2));
  expect_refused(train_on(path("half.tar.gz")), path("half.tar.gz"));
}

TEST_F(BadFile, TwoNamesForTheValidationTexts) {
  expect_refused(train_on(two_classes(), {"--valid", path("data"), "--valid-fraction", "0.5"}),
                 "give one of them");
}

TEST_F(BadFile, ClassWeights) {
  const auto weights = write("weights.tsv", "river\theavy\n");
  expect_refused(train_on(two_classes(), {"--class-weight", weights}), weights + ":1: 'heavy' is no weight");
  write("weights.tsv", "river 2\n");
  expect_refused(train_on(two_classes(), {"--class-weight", weights}), weights + ":1: has no TAB");
}

TEST_F(BadFile, UnwritableHistoryIsFoundBeforeTraining) {
  expect_refused(train_on(two_classes(), {"--history", path("nowhere/h.csv")}), path("nowhere/h.csv"));
}

TEST_F(BadFile, ExplodingLossIsAFailedJob) {
  const auto outcome =
      run(Arguments{"train", two_classes(), "--out", out_, "--learning-rate", "1e30"} + small());
  EXPECT_EQ(outcome.status, 1) << outcome.err;
  EXPECT_NE(outcome.err.find("the loss became"), std::string::npos) << outcome.err;
}

TEST_F(BadFile, BrokenModels) {
  const auto model = small_model();
  const auto bytes = read_file(model);
  const auto broken = write("cut.taxon", bytes.substr(0, bytes.size() / 2));
  for (const char* command : {"info", "predict"})
    expect_refused(run({command, broken}), broken + ": is a damaged model");
  write("cut.taxon", "");
  expect_refused(run({"predict", broken}), broken + ": is not a taxon model file");
  expect_refused(run({"predict", path("nowhere")}), path("nowhere") + ": cannot open");
  expect_refused(run({"evaluate", path("data"), path("data")}), "is not a regular file");
}

TEST_F(BadFile, OutputThatCannotBeAFile) {
  const auto data = two_classes();
  for (const auto& target : {path("data"), path("nowhere/m.taxon"), std::string("/dev/full")}) {
    expect_refused(run(Arguments{"train", data, "--out", target} + small()), target);
  }
}

}  // namespace
}  // namespace taxon
