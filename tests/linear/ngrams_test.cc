#include "linear/ngrams.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace taxon {
namespace {

std::vector<std::uint32_t> counts_of(std::span<const Ngram> ngrams) {
  std::vector<std::uint32_t> counts;
  for (const Ngram& ngram : ngrams) counts.push_back(ngram.count);
  return counts;
}

std::set<std::uint64_t> hashes_of(std::span<const Ngram> ngrams) {
  std::set<std::uint64_t> hashes;
  for (const Ngram& ngram : ngrams) hashes.insert(ngram.hash);
  return hashes;
}

using Counts = std::vector<std::uint32_t>;

TEST(Ngrams, ComeInTheOrderOfTheirFirstAppearance) {
  NgramCounter counter({.words = {1, 2}, .characters = {0, 0}});
  // to, to be, be, be or, or, or not, not, not to, (to, to be, be)
  const auto blocks = counter.count("To be, or not to be?");
  EXPECT_EQ(counts_of(blocks.words), (Counts{2, 2, 2, 1, 1, 1, 1, 1}));
  EXPECT_TRUE(blocks.characters.empty());
}

TEST(Ngrams, OfIcusWords) {
  NgramCounter counter({.words = {1, 2}, .characters = {0, 0}, .icu_words = true});
  // Words of one character too: 我, 我 喜欢, 喜欢, 喜欢 电影, 电影
  EXPECT_EQ(counts_of(counter.count("我喜欢电影。").words), (Counts{1, 1, 1, 1, 1}));
  NgramCounter without({.words = {1, 2}, .characters = {0, 0}});
  EXPECT_EQ(counts_of(without.count("我喜欢电影。").words), (Counts{1}));
}

TEST(Ngrams, OfCharactersTakeASpaceAtEitherEnd) {
  NgramCounter counter({.words = {0, 0}, .characters = {3, 4}});
  // " aa", "aaa" twice, "aa ", " aaa", "aaaa", "aaa "
  EXPECT_EQ(counts_of(counter.count("aaaa").characters), (Counts{1, 2, 1, 1, 1, 1}));
  // A piece that is too short for 4 is one of 3, once; characters are code points, not bytes.
  EXPECT_EQ(counts_of(counter.count("\u00e9").characters), (Counts{1}));
  EXPECT_EQ(counts_of(counter.count("\u00e9\u00e8").characters), (Counts{1, 1, 1}));
}

TEST(Ngrams, ShorterThanAskedForCountOnce) {
  NgramCounter counter({.words = {0, 0}, .characters = {5, 8}});
  EXPECT_EQ(counts_of(counter.count("a a bc").characters), (Counts{2, 1}));
}

// XXH3 mixes its seed weakly into a few bytes: with neighbouring seeds some of these would be the same.
TEST(Ngrams, OfBothBlocksAreDifferent) {
  NgramCounter counter({.words = {1, 1}, .characters = {1, 3}});
  std::string text;
  for (char a = 'a'; a <= 'z'; ++a) {
    for (char b = 'a'; b <= 'z'; ++b) {
      for (char c = 'a'; c <= 'z'; ++c) text.append({a, b, c, ' ', a, b, ' '});
    }
  }
  const auto blocks = counter.count(text);
  const auto words = hashes_of(blocks.words), characters = hashes_of(blocks.characters);
  EXPECT_EQ(words.size(), 26U * 26 * 26 + 26 * 26);
  // a, " a", "a ", ab, " ab", "ab ", abc and the space
  EXPECT_EQ(characters.size(), 26U * 26 * 26 + 3 * 26 * 26 + 3 * 26 + 1);
  std::vector<std::uint64_t> both;
  std::ranges::set_intersection(words, characters, std::back_inserter(both));
  EXPECT_TRUE(both.empty());
}

// They stand in model files, so they are the same for ever.
TEST(Ngrams, HaveTheHashesOfEarlierModels) {
  NgramCounter counter({.words = {1, 1}, .characters = {3, 3}});
  const auto blocks = counter.count("Hi");
  ASSERT_EQ(blocks.words.size(), 1U);
  ASSERT_EQ(blocks.characters.size(), 2U);
  EXPECT_EQ(blocks.words[0].hash, 16643484611389947416U);
  EXPECT_EQ(blocks.characters[0].hash, 618747352205006846U);
}

TEST(Ngrams, AreBoundedInAnyText) {
  std::string text;
  for (std::size_t i = 0; i < NgramCounter::kMaxDifferent + 1000; ++i) text += std::to_string(1000 + i) + ' ';
  text += "1000 1000";
  NgramCounter counter({.words = {1, 1}, .characters = {0, 0}});
  const auto words = counter.count(text).words;
  EXPECT_EQ(words.size(), NgramCounter::kMaxDifferent);
  EXPECT_EQ(words[0].count, 3U);
}

}  // namespace
}  // namespace taxon
