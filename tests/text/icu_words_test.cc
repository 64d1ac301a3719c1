#include "text/icu_words.h"

#include <fstream>

#include "base/error.h"
#include "base/utf8.h"
#include "text/golden.h"
#include "text/tokenizer.h"

namespace taxon {
namespace {

using Json = nlohmann::json;
using Strings = std::vector<std::string>;

// With Keras's filters and lower-casing unless told otherwise.
TokenizerOptions by_icu() {
  TokenizerOptions options;
  options.icu_words = true;
  return options;
}

Json cut(const std::string& text, WordSplitter::Scratch& scratch,
         const TokenizerOptions& options = by_icu()) {
  Json words = Json::array();
  for (const Token& token : WordSplitter(options).tokens(text, scratch))
    words.push_back({token.text, token.begin, token.end});
  return words;
}

Strings words_of(const std::string& text, const TokenizerOptions& options = by_icu()) {
  WordSplitter::Scratch scratch;
  Strings words;
  for (const Token& token : WordSplitter(options).tokens(text, scratch)) words.emplace_back(token.text);
  return words;
}

std::string repeated(const std::string& part, std::size_t bytes) {
  std::string text;
  while (text.size() < bytes) text += part;
  return text;
}

// make_icu_golden.py says what is in the file. One scratch for all texts, as a thread has it.
TEST(IcuWords, AsPyIcuCutsThem) {
  std::ifstream file(std::string(TAXON_SOURCE_DIR) + "/tests/golden/icu.json");
  const auto golden = Json::parse(file);
  if (icu_version() != golden.at("icu")) GTEST_SKIP() << "ICU here is " << icu_version();
  ASSERT_GT(golden.at("cases").size(), 20U);
  WordSplitter::Scratch scratch;
  for (const auto& item : golden.at("cases"))
    EXPECT_EQ(cut(item.at("text"), scratch), item.at("words")) << item.at("name");
}

TEST(IcuWords, TextsWithoutAWord) {
  for (const char* text : {"", " ", "   \t\n", "。！？、", "...", "\u200d", "\u0301", "\u3000", "—"})
    EXPECT_EQ(words_of(text), Strings{}) << '"' << text << '"';
}

TEST(IcuWords, PlacesAreThoseOfTheTextAsItWas) {
  WordSplitter::Scratch scratch;
  const std::string text = "Ⱥb İzmir,Straẞe 東京";  // in lower case longer, longer and shorter
  EXPECT_EQ(cut(text, scratch),
            (Json{{"ⱥb", 0, 3}, {"i\u0307zmir", 4, 10}, {"straße", 11, 19}, {"東京", 20, 26}}));
  for (const Token& token : WordSplitter(by_icu()).tokens(text, scratch))
    EXPECT_EQ(first_bad_utf8(std::string_view(text).substr(token.begin, token.end - token.begin)),
              std::string_view::npos);
}

TEST(IcuWords, FiltersPartWordsFirst) {
  auto options = by_icu();
  EXPECT_EQ(words_of("3.14 foo_bar"), (Strings{"3", "14", "foo", "bar"}));
  options.filters = "";
  EXPECT_EQ(words_of("3.14 foo_bar"  // not filtered, ICU keeps these together
                     ,
                     options),
            (Strings{"3.14", "foo_bar"}));
  options.filters = "éx本";
  WordSplitter::Scratch scratch;
  EXPECT_EQ(cut("aéb日本語", scratch, options),
            (Json{{"a", 0, 1}, {"b", 3, 4}, {"日", 4, 7}, {"語", 10, 13}}));
  options.lower = false;
  EXPECT_EQ(words_of("ABxC DÉ", options), (Strings{"AB", "C", "DÉ"}));
}

// A split string is another thing, whatever it is: an imported tokenizer may have this one.
TEST(IcuWords, ASplitStringIsNotLookedAt) {
  auto options = by_icu();
  options.split = "b";
  EXPECT_EQ(words_of("abc d,e", options), (Strings{"abc", "d", "e"}));
  TokenizerOptions literal;
  literal.split = "icu";
  EXPECT_EQ(words_of("aicub c", literal), (Strings{"a", "b c"}));
}

TEST(IcuWords, CharactersAreWordsAlready) {
  auto options = by_icu();
  options.char_level = true;
  EXPECT_THROW(options.validate(), Error);
}

// No boundary that the rules know for a megabyte, and what a dictionary makes of it.
TEST(IcuWords, AMegabyteWithoutASpace) {
  constexpr std::size_t kMegabyte = std::size_t{1} << 20U;
  for (const char* part : {"a", "我", "我喜欢这部电影", "ก", "ฉันชอบดูหนัง", "す", "ア", "ﾊ", "\u200d", "\u0301",
                           "a\u0301", "👩\u200d", "🇩", "1", "က", "ក", "서울"}) {
    const std::string text = repeated(part, kMegabyte);
    WordSplitter::Scratch scratch;
    std::size_t last = 0;
    for (const Token& token : WordSplitter(by_icu()).tokens(text, scratch)) {
      ASSERT_LE(last, token.begin);
      ASSERT_LT(token.begin, token.end);
      last = token.end;
    }
    EXPECT_LE(last, text.size()) << part;
  }
}

TEST(IcuWords, TheSameForAnyNumberOfThreads) {
  Strings texts;
  for (int i = 0; i < 200; ++i) {
    texts.push_back(std::to_string(i) + "我喜欢这部电影。" +
                    repeated("東京Tokyo ", static_cast<std::size_t>(i)));
    texts.emplace_back(i % 3 == 0 ? "" : "ฉันชอบดูหนังเรื่องนี้มาก");
  }
  ThreadPool one(1), three(3);
  RaggedIds ids;
  const auto tokenizer = Tokenizer::fit_and_encode(by_icu(), texts, three, ids);
  const auto again = tokenizer.encode(texts, one);
  EXPECT_EQ(again.values, ids.values);
  EXPECT_EQ(again.offsets, ids.offsets);
  EXPECT_GT(tokenizer.vocabulary().find("电影"), 0);
}

}  // namespace
}  // namespace taxon
