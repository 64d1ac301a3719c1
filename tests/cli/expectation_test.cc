#include <string>

#include "base/files.h"
#include "cli/program.h"
#include "sanitized.h"

namespace taxon {
namespace {

using Expectation = ProgramTest;

TEST_F(Expectation, IsToldBeforeTheFirstEpoch) {
  const auto outcome = train(path("m"));
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  const auto told = outcome.err.find("expected: about "), first = outcome.err.find("epoch 1/3");
  ASSERT_NE(told, std::string::npos) << outcome.err;
  EXPECT_LT(told, first) << outcome.err;
  const auto line = outcome.err.substr(told, outcome.err.find('\n', told) - told);
  EXPECT_NE(line.find(" MB of memory; about "), std::string::npos) << line;
  EXPECT_NE(line.find(" an epoch without validation, by a trial of 6 batches; at most "), std::string::npos)
      << line;
  EXPECT_NE(line.find(" for 3 epochs"), std::string::npos) << line;
}

// 400 MB of address space, and a table of words' vectors that takes more.
TEST_F(Expectation, WhatCannotFitIsRefusedWithTheOptionThatWouldFit) {
  if (kSanitized) GTEST_SKIP() << "a sanitizer takes more address space than the limit by itself";
  std::string rows = "label\ttext\n";
  for (int i = 0; i < 1000; ++i) {
    rows += i % 2 == 0 ? "a\tword" : "b\tterm";
    for (int word = 0; word < 40; ++word) rows += " w" + std::to_string(40 * i + word);
    rows += "\n";
  }
  const auto data = write("many.tsv", rows), out = write("out.taxon", "precious");
  const auto limited = [&](const std::string& num_words) {
    return run({"train", data, "--out", out, "--num-words", num_words, "--epochs", "1", "--embed-dim", "1024",
                "--key-dim", "8", "--maxlen", "8", "--threads", "1", "--batch-size", "8"},
               "", {}, "ulimit -v 400000");
  };
  const auto refused = limited("0");
  expect_refused(refused, "of memory, and the limit on address space (ulimit -v) leaves");
  EXPECT_EQ(read_file(out), "precious");
  const std::string advice = "it would fit with --num-words ";
  const auto at = refused.err.find(advice);
  ASSERT_NE(at, std::string::npos) << refused.err;
  const auto fitting = limited(std::to_string(std::stoi(refused.err.substr(at + advice.size()))));
  EXPECT_EQ(fitting.status, 0) << refused.err << fitting.err;
}

// Half a megabyte of texts of a thousand classes, each of which weighs each n-gram.
TEST_F(Expectation, ALinearPartThatCannotFitIsRefusedBeforeItIsTrained) {
  if (kSanitized) GTEST_SKIP() << "a sanitizer takes more address space than the limit by itself";
  std::string rows = "label\ttext\n";
  for (int i = 0; i < 5000; ++i) {
    rows += "c" + std::to_string(i % 1000) + "\t";
    for (int word = 0; word < 10; ++word) rows += "word" + std::to_string((i * 31 + word * 977) % 9000) + " ";
    rows += "\n";
  }
  const auto data = write("many.tsv", rows), out = write("out.taxon", "precious");
  const auto refused =
      run({"train", data, "--out", out, "--preset", "linear", "--threads", "1"}, "", {}, "ulimit -v 300000");
  expect_refused(refused, "the linear part would take about ");
  EXPECT_NE(refused.err.find("leave it out by --linear off, or give fewer texts"), std::string::npos)
      << refused.err;
  EXPECT_EQ(read_file(out), "precious");
}

TEST_F(Expectation, ADiskWithoutRoomIsFoundBeforeTraining) {
  const auto data = two_classes(), out = write("out.taxon", "precious");
  for (const Arguments& more : {Arguments{}, Arguments{"--checkpoint", path("state")}}) {
    const auto outcome = run(Arguments{"train", data, "--out", out} + more, "", {}, "ulimit -f 10");
    expect_refused(outcome, "out.taxon: cannot write the ");
    EXPECT_EQ(read_file(out), "precious");
  }
  // Room for the model, but not for a checkpoint.
  const auto outcome = run(Arguments{"train", data, "--out", out} + small({"--checkpoint", path("state")}),
                           "", {}, "ulimit -f 50");
  expect_refused(outcome, "training.checkpoint: cannot write the ");
}

}  // namespace
}  // namespace taxon
