#include <filesystem>

#include "base/files.h"
#include "base/sha256.h"
#include "cli/program.h"

namespace taxon {
namespace {

// Words of two_classes() and others, with vectors of six numbers.
constexpr char kVectors[] =
    "water 0.1 0.2 0.3 0.4 0.5 0.6\nBank 0.6 0.5 0.4 0.3 0.2 0.1\nunheard 1 1 1 1 1 1\n";

class Vectors : public ProgramTest {
 protected:
  Outcome train_without_size(const Arguments& more) const {
    return run(Arguments{"train", two_classes(), "--out", path("m"), "--epochs", "1", "--key-dim", "4",
                         "--ff-dim", "4", "--maxlen", "8"} +
               more);
  }
};

TEST_F(Vectors, GiveTheNetworkItsSizeAndStandInTheModel) {
  const auto file = write("v.txt", kVectors);
  const auto outcome = train_without_size({"--vectors", file});
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_NE(outcome.err.find(" words start from the vectors of " + file + ", of 6 numbers each"),
            std::string::npos)
      << outcome.err;
  const auto info = run({"info", path("m")}).out;
  EXPECT_NE(info.find("--vectors " + sha256_hex(kVectors)), std::string::npos) << info;
  EXPECT_EQ(info.find(file), std::string::npos) << "a path stands in the model";
}

TEST_F(Vectors, AnotherFileGivesAnotherModelAndACopyTheSame) {
  const auto file = write("v.txt", kVectors);
  ASSERT_EQ(train_without_size({"--vectors", file}).status, 0);
  const auto first = read_file(path("m"));
  ASSERT_EQ(train_without_size({"--vectors", write("copy.txt", kVectors), "--threads", "1"}).status, 0);
  EXPECT_TRUE(read_file(path("m")) == first);
  ASSERT_EQ(train_without_size({"--embed-dim", "6"}).status, 0);
  EXPECT_FALSE(read_file(path("m")) == first);
}

TEST_F(Vectors, OfAnotherSizeThanAskedFor) {
  const auto file = write("v.txt", kVectors);
  expect_refused(train_without_size({"--vectors", file, "--embed-dim", "8"}),
                 "--embed-dim: is 8, and the vectors of " + file +
                     " have 6 numbers; give --embed-dim 6, or leave it out");
}

TEST_F(Vectors, WhatIsWrongWithTheFileIsSaid) {
  const auto file = write("v.txt", "water 1 2\nbank 1 x\n");
  expect_refused(train_without_size({"--vectors", file}), file + ":2: 'x' is not a finite number");
  expect_refused(train_without_size({"--vectors", path("none")}), path("none") + ": cannot open");
  EXPECT_FALSE(std::filesystem::exists(path("m")));
}

TEST_F(Vectors, OfAModelToGoOnFromOnlyNewWordsTakeThem) {
  ASSERT_EQ(train_without_size({"--vectors", write("v.txt", kVectors)}).status, 0);
  const auto texts = write("more.tsv", "label\ttext\nriver\twater sea\nmoney\tbank sea\n");
  const auto vectors = write("new.txt", "water 9 9 9 9 9 9\nsea 1 2 3 4 5 6\n");
  const Arguments go_on = {"train", texts, "--from", path("m"), "--out", path("more"), "--epochs", "1"};
  const auto outcome = run(go_on + Arguments{"--vectors", vectors});
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_NE(outcome.err.find("1 of 1 new words start from the vectors of " + vectors), std::string::npos)
      << outcome.err;
  const auto short_ones = write("short.txt", "sea 1 2\n");
  expect_refused(run(go_on + Arguments{"--vectors", short_ones}),
                 short_ones + ": has vectors of 2 numbers, and those of " + path("m") + " have 6");
}

}  // namespace
}  // namespace taxon
