#include "data/near_duplicates.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "base/random.h"
#include "data/plain_words.h"

namespace taxon {
namespace {

std::vector<NearDuplicate> find(const std::vector<std::string>& texts, int threads = 2) {
  ThreadPool pool(threads);
  const std::vector<std::string_view> views(texts.begin(), texts.end());
  return find_near_duplicates(views, std::vector<bool>(texts.size()), pool);
}

std::size_t words_in(std::string_view text) {
  std::vector<std::uint64_t> hashes;
  append_plain_words(text, hashes);
  return hashes.size();
}

// Word i of a language whose words all differ.
std::string word(std::uint64_t i) {
  return "w" + std::to_string(i);
}

// `words` words from number `from` on.
std::string words_from(std::uint64_t from, std::size_t words) {
  std::string text;
  for (std::uint64_t i = from; i < from + words; ++i) text += word(i) + " ";
  return text;
}

TEST(PlainWords, DoNotSeeCaseBlanksOrPunctuation) {
  std::vector<std::uint64_t> a, b;
  append_plain_words("The d\u00C9j\u00E0-vu,  \u00ABGR\u00D6SSE\u00BB\n(42!)", a);
  append_plain_words("the D\u00E9J\u00C0 vu gr\u00F6sse 42", b);
  EXPECT_EQ(a, b);
  EXPECT_EQ(a.size(), 5U);
  EXPECT_EQ(words_in("...!? \u3002\u2014"), 0U);
}

TEST(PlainWords, KeepMarksInWordsAndPartIdeographs) {
  EXPECT_EQ(words_in("\u0915\u0935\u093F\u0924\u093E \u0938\u0941\u0928\u094D\u0926\u0930"), 2U);  // Hindi
  EXPECT_EQ(words_in("\u6211\u559C\u6B22\u3002"), 3U);                                             // Chinese
  EXPECT_EQ(words_in("na\u0308he na\u00EFve"), 2U);  // a mark of its own, a letter with one
}

TEST(NearDuplicates, AreTextsOfTheSameWords) {
  const auto found =
      find({"Buy now: cheap!", "other words", "buy  NOW cheap", "now buy cheap", "!!!", "..."});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].text, 2U);
  EXPECT_EQ(found[0].earlier, 0U);
  EXPECT_TRUE(found[0].same_words);
  EXPECT_EQ(found[0].similarity, 1);
}

// 100 words have 99 pairs; one changed word takes 2 of them: 97 / (2 * 99 - 97).
TEST(NearDuplicates, AreMeasuredByTheirPairsOfWords) {
  std::string changed = words_from(0, 100);
  changed.replace(changed.find("w50 "), 4, "other ");
  const auto found = find({words_from(0, 100), words_from(1000, 100), changed});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].text, 2U);
  EXPECT_EQ(found[0].earlier, 0U);
  EXPECT_FALSE(found[0].same_words);
  EXPECT_NEAR(found[0].similarity, 97.0 / 101, 1e-12);
}

// The shared part is just enough (80 of 100 pairs), or just not.
TEST(NearDuplicates, EndAtTheLimit) {
  const std::string text = words_from(0, 101);  // 100 pairs
  EXPECT_EQ(find({text, words_from(0, 81)}).size(), 1U);
  EXPECT_EQ(find({text, words_from(0, 80)}).size(), 0U);
}

TEST(NearDuplicates, LeaveOutWhatIsSkipped) {
  ThreadPool pool(1);
  const std::vector<std::string_view> texts = {"a b c", "A b c", "a b C"};
  const auto found = find_near_duplicates(texts, {true, false, false}, pool);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].text, 2U);
  EXPECT_EQ(found[0].earlier, 1U);
}

// Pairs of texts of 20 to 219 words of which every twelfth to twentieth is changed: similarities from 0.8 on.
// The sketches may miss some of the short ones; what they find does not depend on the threads.
TEST(NearDuplicates, AreFoundAmongManyTexts) {
  std::vector<std::string> texts;
  std::set<std::size_t> expected;
  constexpr std::size_t kTexts = 2000;
  for (std::size_t i = 0; i < kTexts; ++i) texts.push_back(words_from(1000 * i, 20 + i % 200));
  for (std::size_t i = 0; i < kTexts; ++i) {
    std::string copy;
    std::size_t changed = 0, pairs = 19 + i % 200;
    for (std::size_t k = 0; k < pairs + 1; ++k) {
      const bool change = k % (12 + i % 9) == 5;
      changed += static_cast<std::size_t>(change);
      copy += (change ? "changed" + std::to_string(k) : word(1000 * i + k)) + " ";
    }
    const std::size_t common = pairs - 2 * changed;
    const bool near = 10 * common >= 8 * (2 * pairs - common);
    // A word at the very end takes one pair only; such copies may be near without being counted here.
    if (near) expected.insert(kTexts + i);
    texts.push_back(copy);
  }
  const auto found = find(texts);
  std::size_t right = 0;
  for (const auto& match : found) {
    EXPECT_EQ(match.earlier + kTexts, match.text);
    right += expected.count(match.text);
  }
  ASSERT_GT(expected.size(), kTexts / 10);
  EXPECT_GE(right, expected.size() * 99 / 100) << "of " << expected.size();
  const auto again = find(texts, 1);
  ASSERT_EQ(again.size(), found.size());
  for (std::size_t i = 0; i < found.size(); ++i) EXPECT_EQ(again[i].text, found[i].text);
}

}  // namespace
}  // namespace taxon
