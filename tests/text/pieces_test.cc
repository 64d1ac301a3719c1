#include "text/pieces.h"

#include <gtest/gtest.h>

namespace taxon {
namespace {

std::string pieces(std::string_view text) {
  std::string joined = "what was there before";
  join_pieces(text, joined);
  return joined;
}

std::string words(std::string_view text) {
  std::string joined = "what was there before";
  join_words(text, joined);
  return joined;
}

TEST(Pieces, ArePartedByAnyWhiteSpace) {
  EXPECT_EQ(pieces("don't  stop\t\r\nit's <b>here</b>."), " don't stop it's <b>here</b>. ");
  // No-break space, em space, next line, ideographic space, file separator.
  EXPECT_EQ(pieces("a\u00a0b\u2003c\u0085d\u3000e\x1c"
                   "f"),
            " a b c d e f ");
  EXPECT_EQ(pieces("\u00e9 "), " \u00e9 ");
}

TEST(Pieces, OfNothingAreOneSpace) {
  EXPECT_EQ(pieces(""), " ");
  EXPECT_EQ(pieces(" \n "), " ");
  EXPECT_EQ(words("a ! b"), " ");
}

TEST(Words, HaveTwoCharactersOrMore) {
  EXPECT_EQ(words("I saw a u.s. m16, 3.14 x_1 _ __"), " saw m16 14 x_1 __ ");
  EXPECT_EQ(words("\u00e9t\u00e9 \u00e9 \u65e5\u672c\u8a9e\u3001\u65e5"),
            " \u00e9t\u00e9 \u65e5\u672c\u8a9e ");
}

TEST(Words, ByIcuMayHaveOneCharacter) {
  IcuWords icu;
  std::string joined;
  join_words("我喜欢电影。a b", icu, joined);
  EXPECT_EQ(joined, " 我 喜欢 电影 a b ");
  join_words("。", icu, joined);
  EXPECT_EQ(joined, " ");
}

TEST(Words, KeepTheirMarks) {
  // Hindi, with vowel signs and a virama: one word, not three pieces of it.
  const std::string hindi = "\u0939\u093f\u0928\u094d\u0926\u0940";
  EXPECT_EQ(words(hindi), " " + hindi + " ");
}

}  // namespace
}  // namespace taxon
