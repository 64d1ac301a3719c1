#include "data/format.h"

#include <gtest/gtest.h>

#include "data/test_files.h"

namespace taxon {
namespace {

TEST(Format, IsGuessedFromTheName) {
  const TempFolder folder;
  const auto guess = [&](const std::string& name, const std::string& bytes = "") {
    return guess_format(folder.write(name, bytes));
  };
  EXPECT_EQ(guess_format(folder.path()), Format::kFolder);
  EXPECT_EQ(guess("a.tar.gz"), Format::kTar);
  EXPECT_EQ(guess("a.zip"), Format::kZip);
  EXPECT_EQ(guess("a.csv"), Format::kCsv);
  EXPECT_EQ(guess("a.csv.gz"), Format::kCsv);
  EXPECT_EQ(guess("b.tsv.zst"), Format::kTsv);
  EXPECT_EQ(guess("b.jsonl.zst"), Format::kJsonLines);
  EXPECT_EQ(guess("b.ndjson"), Format::kJsonLines);
  EXPECT_EQ(guess("b.tab"), Format::kOrangeTab);
  EXPECT_EQ(guess("c.txt", "__label__a x\n"), Format::kFastText);
  EXPECT_EQ(guess("c.txt.gz", gzip("__label__a x\n")), Format::kFastText);
}

TEST(Format, SaysWhereTheNameDoesNotTell) {
  const TempFolder folder;
  for (const std::string name : {"a", "a.gz", "a.txt", "a.doc"}) {
    const auto path = folder.write(name, "hello");
    EXPECT_TRUE(
        error_of([&] { guess_format(path); }).starts_with(path + ": the name does not tell the format"));
  }
  EXPECT_NE(error_of([&] { guess_format("-"); }).find("standard input: has no name"), std::string::npos);
  EXPECT_NE(error_of([&] { guess_format(folder.path("x")); }).find("no such file"), std::string::npos);
}

}  // namespace
}  // namespace taxon
