#include "text/vocabulary.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/error.h"

namespace taxon {
namespace {

TEST(Vocabulary, FindsWordsOfEveryLength) {
  std::vector<std::string> words;
  for (std::size_t n = 0; n < 70; ++n) {
    words.push_back(std::string(n, 'a'));
    if (n > 0) words.push_back(std::string(n - 1, 'a') + "b");
    if (n > 1) words.push_back("b" + std::string(n - 1, 'a'));
  }
  const std::vector<std::string_view> views(words.begin(), words.end());
  const Vocabulary vocabulary = Vocabulary::from_words(views);
  ASSERT_EQ(vocabulary.size(), static_cast<std::int32_t>(words.size()));
  for (std::size_t i = 0; i < words.size(); ++i) {
    EXPECT_EQ(vocabulary.find(words[i]), static_cast<std::int32_t>(i) + 1);
    EXPECT_EQ(vocabulary.word(static_cast<std::int32_t>(i) + 1), words[i]);
  }
  EXPECT_EQ(vocabulary.find("c"), 0);
  EXPECT_EQ(vocabulary.find(std::string(70, 'a')), 0);
}

TEST(Vocabulary, ComesBackFromItsStoredForm) {
  const std::vector<std::string_view> words{"one", "", "three", "four"};
  const std::vector<std::int64_t> counts{9, 8, 7, 6};
  const Vocabulary all = Vocabulary::from_words(words, counts);
  EXPECT_EQ(all.count(3), 7);
  const Vocabulary three = Vocabulary::borrow(all.bytes(3), all.ends(3));
  EXPECT_EQ(three.size(), 3);
  EXPECT_EQ(three.find("three"), 3);
  EXPECT_EQ(three.find(""), 2);
  EXPECT_EQ(three.find("four"), 0);
  EXPECT_EQ(three.count(3), 0);
  EXPECT_EQ(three.word(1).data(), all.bytes(3).data());  // borrowed, not copied
}

TEST(Vocabulary, OutlivesItsOriginal) {
  Vocabulary copy;
  EXPECT_EQ(copy.size(), 0);
  EXPECT_EQ(copy.find("x"), 0);
  {
    const std::vector<std::string_view> words{"x"};
    copy = Vocabulary::from_words(words);
  }
  EXPECT_EQ(copy.find("x"), 1);
  EXPECT_EQ(copy.word(1), "x");
}

TEST(Vocabulary, RefusesDamagedStores) {
  const std::vector<std::uint64_t> falling{2, 1, 3}, short_of_it{1, 2}, beyond{1, 4};
  EXPECT_THROW(Vocabulary::borrow("abc", falling), Error);
  EXPECT_THROW(Vocabulary::borrow("abc", short_of_it), Error);
  EXPECT_THROW(Vocabulary::borrow("abc", beyond), Error);
  EXPECT_THROW(Vocabulary::borrow("abc", {}), Error);
}

// Row 34: id 0 is padding and has no word.
TEST(Vocabulary, HasNoWordForPadding) {
  const std::vector<std::string_view> words{"x"};
  EXPECT_THROW(static_cast<void>(Vocabulary::from_words(words).word(0)), std::logic_error);
  EXPECT_THROW(static_cast<void>(Vocabulary::from_words(words).word(2)), std::logic_error);
}

}  // namespace
}  // namespace taxon
