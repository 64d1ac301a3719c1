#include "data/word_vectors.h"

#include <gtest/gtest.h>

#include <limits>

#include "data/test_files.h"

namespace taxon {
namespace {

struct Row {
  std::string word;
  std::vector<float> numbers;

  bool operator==(const Row&) const = default;
};
using Rows = std::vector<Row>;

class WordVectors : public testing::Test {
 protected:
  Rows read(const std::string& bytes) {
    WordVectorReader reader(folder_.write("v.txt", bytes));
    Rows rows;
    while (reader.next()) {
      const auto numbers = reader.numbers();
      rows.push_back({std::string(reader.word()), {numbers.begin(), numbers.end()}});
    }
    sha256_ = reader.sha256();
    return rows;
  }
  // What is said behind the path.
  std::string refusal(const std::string& bytes) {
    const std::string path = folder_.path("v.txt");
    const std::string message = error_of([&] { read(bytes); });
    return message.starts_with(path) ? message.substr(path.size()) : message;
  }
  TempFolder folder_;
  std::string sha256_;
};

const Rows kTwo = {{"river", {1, -2.5, 0.125}}, {"bank", {0, 1e-3F, 3}}};

TEST_F(WordVectors, GloVesForm) {
  EXPECT_EQ(read("river 1 -2.5 0.125\nbank 0 1e-3 3\n"), kTwo);
}

TEST_F(WordVectors, Word2VecsFormAndFastTexts) {
  EXPECT_EQ(read("2 3\nriver 1 -2.5 0.125\nbank 0 1e-3 3"), kTwo);
  EXPECT_EQ(read("2 3\nriver 1 -2.5 0.125 \nbank 0 1e-3 3 \n"), kTwo)
      << "word2vec ends each line with a space";
}

TEST_F(WordVectors, LineEndsBlankLinesTabsAndAByteOrderMark) {
  EXPECT_EQ(read("\xEF\xBB\xBF"
                 "river\t1\t-2.5\t0.125\r\n\r\nbank  0 1e-3\t3\r\n\n"),
            kTwo);
}

TEST_F(WordVectors, PackedByGzip) {
  const std::string bytes = gzip("river 1 -2.5 0.125\nbank 0 1e-3 3\n");
  EXPECT_EQ(read(bytes), kTwo);
  EXPECT_EQ(sha256_, sha256_hex(bytes)) << "of the file, not of what is in it";
}

TEST_F(WordVectors, Sha256OfAFileOfSeveralPieces) {
  std::string bytes;
  for (int i = 0; i < 100000; ++i) bytes += "w" + std::to_string(i) + " 0.5\n";
  EXPECT_EQ(read(bytes).size(), 100000U);
  EXPECT_EQ(sha256_, sha256_hex(bytes));
}

TEST_F(WordVectors, WordsWithSpaces) {
  EXPECT_EQ(read(", 1 2\n. . . 3 4\nat name@example.com 5 6\n"),
            (Rows{{",", {1, 2}}, {". . .", {3, 4}}, {"at name@example.com", {5, 6}}}));
  EXPECT_EQ(read(". . 1 2\nb 3 4\n"), (Rows{{". .", {1, 2}}, {"b", {3, 4}}})) << "in the first line too";
}

TEST_F(WordVectors, WordsThatAreNumbersAndAnEmptyOne) {
  EXPECT_EQ(read("b 3 4\n1995 1 2\n"), (Rows{{"b", {3, 4}}, {"1995", {1, 2}}}));
  EXPECT_EQ(read("3.5 0.5 0.25\n7 1 2\n"), (Rows{{"3.5", {0.5, 0.25}}, {"7", {1, 2}}}));
  EXPECT_EQ(read("2 2\nb 3 4\n 1 2\n"), (Rows{{"b", {3, 4}}, {"", {1, 2}}}));
}

TEST_F(WordVectors, OddBytes) {
  EXPECT_EQ(read("a\xFFz 1 2\n\xC2\xA0 3 4\n"), (Rows{{"a\xEF\xBF\xBDz", {1, 2}}, {"\xC2\xA0", {3, 4}}}));
}

TEST_F(WordVectors, NumbersAtTheEdgesOfFloat) {
  const float tiny = std::numeric_limits<float>::denorm_min();
  EXPECT_EQ(read("a 1e-60 1.4e-45\n"), (Rows{{"a", {0, tiny}}}));
  EXPECT_EQ(refusal("a 1 2\nb 1 1e39\n"),
            ":2: '1e39' is not a finite number; a line is a word and 2 numbers");
}

TEST_F(WordVectors, ALineOfAnotherLength) {
  EXPECT_EQ(refusal("a 1 2 3\nb 1 2\n"), ":2: has only 2 numbers; a line is a word and 3 numbers");
  EXPECT_EQ(refusal("a 1 2\n\nb 1 2 3\n"), ":3: has more than 2 numbers; a line is a word and 2 numbers");
  EXPECT_EQ(refusal("a 1 2\nb\n"), ":2: has only 0 numbers; a line is a word and 2 numbers");
}

TEST_F(WordVectors, WhatIsNoNumber) {
  for (const std::string wrong : {"x", "nan", "inf", "-infinity", "1,5", "0x1"}) {
    EXPECT_EQ(refusal("a 1 2\nb 1 2\nc " + wrong + " 2\n"),
              ":3: '" + wrong + "' is not a finite number; a line is a word and 2 numbers");
  }
}

TEST_F(WordVectors, TheFirstLine) {
  EXPECT_EQ(refusal(""), ": holds no word vectors; give a file that does");
  EXPECT_EQ(refusal("0 3\n"), ": holds no word vectors; give a file that does");
  EXPECT_NE(refusal("just words\n").find(":1: a word has 0 numbers by the first line"), std::string::npos);
  EXPECT_NE(refusal("5 0\nriver\n").find(":1: a word has 0 numbers"), std::string::npos);
  EXPECT_NE(refusal("2 99999999999\n").find(":1: a word has 99999999999 numbers"), std::string::npos);
}

TEST_F(WordVectors, MoreOrFewerWordsThanTheFirstLineSays) {
  EXPECT_EQ(refusal("3 1\na 1\nb 2\n"),
            ": ends after 2 of the 3 words that its first line tells of; get it again");
  EXPECT_EQ(
      refusal("1 1\na 1\nb 2\n"),
      ":3: goes on after the 1 words that its first line tells of; correct that line or get the file again");
}

TEST_F(WordVectors, AMissingFile) {
  EXPECT_NE(
      error_of([&] { WordVectorReader reader(folder_.path("none.txt")); }).find("none.txt: cannot open"),
      std::string::npos);
}

}  // namespace
}  // namespace taxon
