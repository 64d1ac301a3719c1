#include <cstdlib>

#include "base/files.h"
#include "cli/program.h"

namespace taxon {
namespace {

class DataPaths : public ProgramTest {
 protected:
  DataPaths() {
    std::string rows[2];
    for (int i = 0; i < 24; ++i) {
      rows[i / 12] += i % 2 == 0 ? "river\tboat water " : "mountain\trock snow ";
      rows[i / 12] += std::to_string(i) + "\n";
    }
    write("part1.tsv", kHeader + rows[0].substr(0, rows[0].size() - 1));  // no line end
    write("part2.tsv", kHeader + rows[1]);
    write("whole.tsv", kHeader + rows[0] + rows[1]);
  }

  std::string trained_on(const Arguments& data, const std::string& out) const {
    const Outcome outcome = run(Arguments{"train"} + data + Arguments{"--out", path(out)} + small());
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    return read_file(path(out));
  }

  const std::string kHeader = "label\ttext\n";
};

TEST_F(DataPaths, PartsMakeTheSameModelAsTheWhole) {
  const std::string whole = trained_on({path("whole.tsv")}, "whole.taxon");
  EXPECT_EQ(trained_on({path("part1.tsv"), path("part2.tsv")}, "parts.taxon"), whole);
  EXPECT_EQ(trained_on({path("part*.tsv")}, "pattern.taxon"), whole);
}

TEST_F(DataPaths, ValidationTextsMayStandInSeveralFilesToo) {
  const std::string whole = trained_on({path("whole.tsv"), "--valid", path("whole.tsv")}, "whole.taxon");
  EXPECT_EQ(trained_on({path("whole.tsv"), "--valid", path("part1.tsv"), "--valid", path("part2.tsv")},
                       "two.taxon"),
            whole);
  EXPECT_EQ(trained_on({"--valid", path("part?.tsv"), path("whole.tsv")}, "pattern.taxon"), whole);
}

TEST_F(DataPaths, EvaluateAndTokenizeTakeSeveral) {
  trained_on({path("whole.tsv")}, "m.taxon");
  const Outcome parts = run({"evaluate", path("m.taxon"), path("part1.tsv"), path("part2.tsv"), "--json"});
  EXPECT_EQ(parts.status, 0) << parts.err;
  EXPECT_EQ(parts.out, run({"evaluate", path("m.taxon"), path("whole.tsv"), "--json"}).out);
  const Outcome fitted =
      run({"tokenize", "--fit", path("part1.tsv"), "--fit", path("part2.tsv")}, "boat 23\n");
  EXPECT_EQ(fitted.out, run({"tokenize", "--fit", path("whole.tsv")}, "boat 23\n").out);
}

TEST_F(DataPaths, WhatIsWrongWithOneIsSaidOfIt) {
  const Arguments to = Arguments{"--out", path("m.taxon")} + small();
  expect_refused(run(Arguments{"train", path("part1.tsv"), path("nowhere.tsv")} + to),
                 path("nowhere.tsv") + ": no such file or folder");
  expect_refused(run(Arguments{"train", path("*.zip")} + to), path("*.zip") + ": no file or folder matches");
  expect_refused(run(Arguments{"train", path("part1.tsv"), path("part*.tsv")} + to), "is named twice");
  write("bad.tsv", kHeader + "river\n");
  expect_refused(run(Arguments{"train", path("part1.tsv"), path("bad.tsv")} + to), path("bad.tsv") + ":2: ");
}

TEST_F(DataPaths, StandardInputIsReadInEveryFormatThatIsOneFile) {
  for (const char* packer : {"tar -C ", "tar -z -C "}) {
    const auto packed = path("packed");
    ASSERT_EQ(std::system((packer + two_classes() + " -cf " + packed + " .").c_str()), 0);
    const Outcome outcome = run({"check", "-", "--format", "tar.gz", "--json"}, read_file(packed));
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_NE(outcome.out.find("\"texts\": 24"), std::string::npos) << outcome.out;
  }
  const std::string whole = trained_on({path("whole.tsv")}, "whole.taxon");
  const Outcome outcome = run(Arguments{"train", "-", "--format", "tsv", "--out", path("m.taxon")} + small(),
                              read_file(path("whole.tsv")));
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(read_file(path("m.taxon")), whole);
  expect_refused(run({"check", "-"}, "x"), "give --format");
  expect_refused(run({"check", "-", "--valid", "-", "--format", "tsv"}, "x"),
                 "cannot both be standard input");
  expect_refused(run({"tokenize", "--fit", "-", "--format", "tsv"}, "x"), "cannot both be standard input");
  expect_refused(run({"check", "-", "--format", "zip"}, "x"), "standard input: is not a whole archive");
}

}  // namespace
}  // namespace taxon
