// The 20 Newsgroups posts: order, removal and split, to the figures and SHA-256 sums of scikit-learn 1.9.1.
#include "newsgroups_archive.h"

#include <fstream>
#include <nlohmann/json.hpp>
#include <vector>

#include "base/error.h"
#include "base/sha256.h"
#include "data/newsgroups.h"
#include "data/readers.h"
#include "data/split.h"

namespace taxon {
namespace {

std::string sha256_of_joined(const std::vector<std::string>& texts, char separator) {
  Sha256 sha;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (i > 0) sha.update({&separator, 1});
    sha.update(texts[i]);
  }
  return sha.hex();
}

// Integers as little-endian int64.
template <class T>
std::string sha256_of_numbers(const std::vector<T>& numbers) {
  std::string bytes;
  for (const T number : numbers) {
    for (unsigned shift = 0; shift < 64; shift += 8) {
      bytes += static_cast<char>((static_cast<std::uint64_t>(number) >> shift) & 0xFFU);
    }
  }
  return sha256_hex(bytes);
}

// What the texts' sources call them inside the archive.
std::vector<std::string> members(const Dataset& data) {
  std::vector<std::string> names;
  for (const auto& source : data.sources) names.push_back(source.substr(source.rfind(':') + 1));
  return names;
}

ReadOptions latin1(Subset subset) {
  ReadOptions options;
  options.encoding = "latin-1";
  options.subset = subset;
  return options;
}

TEST_F(NewsgroupsTest, ReadsAsScikitLearn) {
  std::ifstream file(std::string(TAXON_SOURCE_DIR) + "/tests/golden/newsgroups.json");
  const auto cases = nlohmann::json::parse(file);
  ASSERT_EQ(cases.size(), 11U);
  for (const auto& item : cases) {
    ReadOptions options = latin1(parse_subset(item["subset"].get<std::string>()));
    options.remove = parse_remove(item["remove"].get<std::string>());
    options.categories = item["categories"].get<std::vector<std::string>>();
    if (!item["shuffle_seed"].is_null()) options.shuffle_seed = item["shuffle_seed"];
    const Dataset data = read_dataset(archive_, options);
    SCOPED_TRACE(item.dump());
    EXPECT_EQ(data.size(), item["n"]);
    EXPECT_EQ(data.classes.size(), item["classes"]);
    EXPECT_EQ(sha256_of_joined(members(data), '\n'), item["sources"]);
    EXPECT_EQ(sha256_of_joined(data.texts, '\0'), item["texts"]);
    EXPECT_EQ(sha256_of_numbers(data.labels.values), item["labels"]);
  }
}

TEST_F(NewsgroupsTest, OrdersAndSplitsAsTheNotebook) {
  ReadOptions options = latin1(Subset::kAll);
  options.shuffle_seed = 42;
  const Dataset data = read_dataset(archive_, options);
  ASSERT_EQ(data.size(), 18846U);
  const std::vector<std::string> names = members(data);
  EXPECT_EQ(names[0], "20news-bydate-test/rec.sport.hockey/54367");
  EXPECT_EQ(names[1], "20news-bydate-train/comp.sys.ibm.pc.hardware/60215");
  EXPECT_EQ(names[2], "20news-bydate-train/talk.politics.mideast/76120");
  EXPECT_EQ(sha256_of_joined(names, '\n'),
            "bd3e75ab13b6449bbed5ee5019295fedbf6efef796e33da36a4b7b5f0b91acf5");
  EXPECT_TRUE(data.notes.empty());

  const Split split = stratified_split(data.single_labels(), data.classes, 0.1, 19);
  ASSERT_EQ(split.train.size(), 16961U);
  ASSERT_EQ(split.valid.size(), 1885U);
  const std::vector<std::size_t> first(split.train.begin(), split.train.begin() + 5);
  EXPECT_EQ(first, (std::vector<std::size_t>{5044, 13479, 11937, 15150, 14211}));
  EXPECT_EQ(split.train.back(), 10009U);
  EXPECT_EQ(split.valid.front(), 8398U);
  EXPECT_EQ(split.valid.back(), 7724U);
  EXPECT_EQ(sha256_of_numbers(split.train),
            "90960f8d32196bc6b2695c1869d5c12003af0dee4a9325a02e7f7b12fa34ef10");
  EXPECT_EQ(sha256_of_numbers(split.valid),
            "73ecd27b9151d353677b8af83e09601d7e40981ad7eaf8fbb7d3ea277d2a4e98");
}

TEST_F(NewsgroupsTest, RemovesAsScikitLearnByCount) {
  struct Expected {
    Subset subset;
    std::size_t posts;
    std::int64_t blank, empty;
  };
  for (const auto& expected :
       {Expected{Subset::kTrain, 11314, 300, 218}, Expected{Subset::kTest, 7532, 215, 162}}) {
    ReadOptions options = latin1(expected.subset);
    options.remove = parse_remove("headers,footers,quotes");
    const Dataset data = read_dataset(archive_, options);
    EXPECT_EQ(data.size(), expected.posts);
    std::int64_t blank = 0, empty = 0;
    for (const auto& text : data.texts) {
      empty += text.empty() ? 1 : 0;
      blank += text.find_first_not_of(" \t\n\v\f\r\x1C\x1D\x1E\x1F") == std::string::npos ? 1 : 0;
    }
    EXPECT_EQ(blank, expected.blank);
    EXPECT_EQ(empty, expected.empty);
    ASSERT_EQ(data.notes.size(), 1U);
    EXPECT_EQ(data.notes[0].count, expected.empty);
  }
}

TEST_F(NewsgroupsTest, WantsASubsetAndTheRightEncoding) {
  EXPECT_THROW(read_dataset(archive_, {}), Error);
  ReadOptions options = latin1(Subset::kTrain);
  options.encoding = "utf-8";
  try {
    read_dataset(archive_, options);
    FAIL();
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find(archive_ + ":20news-bydate-train/"), std::string::npos);
    EXPECT_NE(std::string(error.what()).find("is not UTF-8"), std::string::npos);
  }
}

// Each expected value was made with scikit-learn's function.
TEST(StripNewsgroups, KnowsTheOddCases) {
  EXPECT_EQ(strip_headers("a: b\n\nbody\n\nmore"), "body\n\nmore");
  EXPECT_EQ(strip_headers("no blank line"), "");
  EXPECT_EQ(strip_footer("text\n--\nme\n"), "text");
  EXPECT_EQ(strip_footer("text\n - -- \nme"), "text\n - -- \nme");
  EXPECT_EQ(strip_footer("text\n \u00A0--\u2003\nme"), "text");
  EXPECT_EQ(strip_footer("  one line\n\n"), "  one line\n\n");
  EXPECT_EQ(strip_footer("--\nme"), "--\nme");
  EXPECT_EQ(strip_footer(" \n "), " \n ");
  EXPECT_EQ(strip_footer("a\n\nb\n\nc"), "a\n\nb");
  EXPECT_EQ(strip_quotes("> q\nI say\nHe writes:\n|x\nIn article 5\n In article"), "I say\n In article");
  EXPECT_EQ(strip_quotes("\n> q\n"), "\n");
  EXPECT_EQ(strip_quotes("> q"), "");
}

}  // namespace
}  // namespace taxon
