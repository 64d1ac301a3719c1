#include "text/tokenizer.h"

#include <map>

#include "base/error.h"
#include "text/golden.h"

namespace taxon {
namespace {

using Ids = std::vector<std::int32_t>;
using Strings = std::vector<std::string>;

Strings words_of(const std::string& text, const TokenizerOptions& options = {}) {
  WordSplitter::Scratch scratch;
  Strings words;
  for (const Token& token : WordSplitter(options).tokens(text, scratch)) words.emplace_back(token.text);
  return words;
}

TokenizerOptions options_of(const nlohmann::json& json) {
  TokenizerOptions options;
  for (const auto& [name, value] : json.items()) {
    if (value.is_null()) continue;
    if (name == "num_words") options.num_words = value;
    if (name == "oov_token") options.oov_token = value.get<std::string>();
    if (name == "filters") options.filters = value;
    if (name == "lower") options.lower = value;
    if (name == "split") options.split = value;
    if (name == "char_level") options.char_level = value;
  }
  return options;
}

Ids row(const RaggedIds& ids, std::size_t i) {
  return {ids[i].begin(), ids[i].end()};
}

// The trouble cases marked "tokenise", each with the words that Keras makes of it.
TEST(WordSplitter, CutsTheTroubleCasesAsKeras) {
  for (const auto& item : golden("words")) {
    EXPECT_EQ(words_of(item["text"]), item["words"].get<Strings>()) << "case " << item["name"];
  }
}

// The default filters go by tables and masks of 64 bytes; a filter that is not ASCII takes the plain way.
TEST(WordSplitter, CutsTheSameAtEveryBorderOfItsBlocks) {
  TokenizerOptions plain;
  plain.filters += "\u2603";
  const WordSplitter by_table({}), by_search(plain);
  WordSplitter::Scratch scratch, other;
  std::uint32_t bits = 1;
  for (std::size_t n = 0; n < 400; ++n) {
    std::string text;
    for (std::size_t i = 0; i < n % 200; ++i) {
      bits = bits * 1664525U + 1013904223U;
      text += n < 200 ? "ab, "[bits >> 30U] : "xyzwABC."[bits >> 29U];
    }
    const auto expected = by_search.tokens(text, other);
    const auto tokens = by_table.tokens(text, scratch);
    ASSERT_EQ(tokens.size(), expected.size()) << text;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      EXPECT_EQ(tokens[i].text, expected[i].text);
      EXPECT_EQ(tokens[i].begin, expected[i].begin);
      EXPECT_EQ(tokens[i].end, expected[i].end);
    }
  }
}

TEST(Tokenizer, DoesWithEveryOptionWhatKerasDoes) {
  EXPECT_GT(golden("tokenizer").size(), 100U);
  for (const auto& item : golden("tokenizer")) {
    SCOPED_TRACE(item.dump());
    const TokenizerOptions options = options_of(item["options"]);
    const Strings fit = item["fit"], encode = item["encode"];
    ThreadPool pool(3);
    RaggedIds fit_ids;
    const Tokenizer tokenizer = Tokenizer::fit_and_encode(options, fit, pool, fit_ids);
    const Vocabulary& vocabulary = tokenizer.vocabulary();
    const std::map<std::string, std::int32_t> index = item["index"];
    std::int32_t last = 0;
    for (const auto& [word, id] : index) {
      EXPECT_EQ(vocabulary.find(word), id);
      EXPECT_EQ(vocabulary.word(id), word);
      EXPECT_EQ(vocabulary.count(id), item["counts"].value(word, 0));
      last = std::max(last, id);
    }
    EXPECT_EQ(vocabulary.size(), last);
    const RaggedIds ids = tokenizer.encode(encode, pool);
    for (std::size_t i = 0; i < encode.size(); ++i) {
      const Ids expected = item["sequences"][i];
      EXPECT_EQ(row(ids, i), expected) << encode[i];
      EXPECT_EQ(tokenizer.encode(encode[i]), expected);
    }
    const RaggedIds again = tokenizer.encode(fit, pool);
    EXPECT_EQ(fit_ids.values, again.values);
    EXPECT_EQ(fit_ids.offsets, again.offsets);
  }
}

TEST(Tokenizer, NeverGivesAnIdBeyondTheLimit) {
  ThreadPool pool(1);
  const Strings texts{"a a b b c"};
  TokenizerOptions options;
  options.num_words = 2;
  options.oov_token = "c";
  // Keras gives c's id as a word, 4, into a table of two rows.
  const auto tokenizer = Tokenizer::fit(options, texts, pool);
  EXPECT_EQ(tokenizer.encode("a b c"), (Ids{1, 1, 1}));
  EXPECT_EQ(tokenizer.id_limit(), 2);
  EXPECT_EQ(tokenizer.kept_words(), 1);
}

TEST(Tokenizer, IsTheSameForAnyNumberOfThreads) {
  Strings texts;
  for (int i = 0; i < 500; ++i) {
    std::string text;
    for (int j = 0; j < i % 37; ++j) text += "w" + std::to_string((i * 7919 + j * j * 31) % 257) + " ";
    texts.push_back(text);
  }
  ThreadPool one(1);
  RaggedIds expected;
  const auto tokenizer = Tokenizer::fit_and_encode({}, texts, one, expected);
  ASSERT_GT(tokenizer.vocabulary().size(), 200);
  for (const int threads : {2, 3, 8}) {
    ThreadPool pool(threads);
    RaggedIds ids;
    const auto other = Tokenizer::fit_and_encode({}, texts, pool, ids);
    const auto fitted = Tokenizer::fit({}, texts, pool);
    EXPECT_EQ(ids.values, expected.values);
    EXPECT_EQ(ids.offsets, expected.offsets);
    EXPECT_EQ(tokenizer.encode(texts, pool).values, expected.values);
    const std::int32_t n = tokenizer.vocabulary().size();
    EXPECT_EQ(other.vocabulary().bytes(n), tokenizer.vocabulary().bytes(n));
    EXPECT_EQ(fitted.vocabulary().bytes(n), tokenizer.vocabulary().bytes(n));
  }
}

TEST(Tokenizer, TellsWhereEveryTokenStood) {
  ThreadPool pool(1);
  TokenizerOptions options;
  options.oov_token = "<unw>";
  options.num_words = 3;
  // İ grows from 2 to 3 bytes when lower-cased, the Kelvin sign shrinks from 3 to 1.
  const std::string text = "\u0130ZM\u0130R, \u212A2 and\tIRMAK!";
  const auto tokens = Tokenizer::fit(options, Strings{"and and"}, pool).tokens(text);
  const Strings texts{"i\u0307zmi\u0307r", "k2", "and", "irmak"},
      originals{"\u0130ZM\u0130R", "\u212A2", "and", "IRMAK"};
  const Ids ids{1, 1, 2, 1};
  ASSERT_EQ(tokens.size(), texts.size());
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    EXPECT_EQ(tokens[i].text, texts[i]);
    EXPECT_EQ(text.substr(tokens[i].begin, tokens[i].end - tokens[i].begin), originals[i]);
    EXPECT_EQ(tokens[i].id, ids[i]);
  }
}

TEST(Tokenizer, TellsWhereTokensStoodWithLongSplitsAndCharacters) {
  TokenizerOptions options;
  options.filters = "\u2014!";
  options.split = "<cut>";
  WordSplitter::Scratch scratch;
  const std::string text = "\u0130A\u2014b!!C<cut>d";
  Strings originals;
  for (const Token& token : WordSplitter(options).tokens(text, scratch)) {
    originals.push_back(text.substr(token.begin, token.end - token.begin));
  }
  EXPECT_EQ(originals, (Strings{"\u0130A", "b", "C", "d"}));

  options.char_level = true;
  originals.clear();
  for (const Token& token : WordSplitter(options).tokens("\u0130A", scratch)) {
    originals.push_back(std::string("\u0130A").substr(token.begin, token.end - token.begin));
  }
  EXPECT_EQ(originals, (Strings{"\u0130", "\u0130", "A"}));  // two characters were made of the first
}

// Rows 25 and 26: nothing is cut silently, and what a model stores is bounded by the limit.
TEST(Tokenizer, TakesLongTextsAndManyWords) {
  ThreadPool pool(2);
  std::string line;
  for (int i = 0; i < 50000; ++i) line += "w" + std::to_string(i) + " ";
  EXPECT_EQ(Tokenizer::fit({}, Strings{line}, pool).vocabulary().size(), 50000);

  Strings texts;
  for (int i = 0; i < 100000; ++i) texts.push_back("unique_" + std::string(20, 'x') + std::to_string(i));
  TokenizerOptions options;
  options.num_words = 20000;
  options.filters = "";
  const auto tokenizer = Tokenizer::fit(options, texts, pool);
  EXPECT_EQ(tokenizer.kept_words(), 19999);
  EXPECT_EQ(tokenizer.encode(texts[19998]), (Ids{19999}));
  EXPECT_EQ(tokenizer.encode(texts[19999]), Ids{});
}

TEST(Tokenizer, RefusesImpossibleOptions) {
  const auto refuse = [](auto change) {
    TokenizerOptions options;
    change(options);
    EXPECT_THROW(WordSplitter{options}, Error);
  };
  refuse([](auto& o) { o.num_words = -1; });
  refuse([](auto& o) { o.num_words = 1; });
  refuse([](auto& o) { o.split = ""; });
  refuse([](auto& o) { o.filters = "\xFF"; });
  refuse([](auto& o) { o.oov_token = "\xC3"; });
}

std::string extended_words(const Tokenizer& known, std::int32_t num_words, std::int32_t expected_left_out) {
  ThreadPool pool(2);
  const Strings texts = {"tea tea milk", "milk rum ale tea", "ale ale cup ale"};
  const auto extended = Tokenizer::extend(known, num_words, texts, pool);
  EXPECT_EQ(extended.left_out, expected_left_out);
  EXPECT_EQ(extended.tokenizer.options().num_words, num_words);
  std::string words;
  for (std::int32_t id = 1; id <= extended.tokenizer.kept_words(); ++id) {
    words += std::string(extended.tokenizer.vocabulary().word(id)) + " ";
  }
  return words;
}

TEST(Tokenizer, ExtendKeepsKnownIdsAndAddsTheRestByCount) {
  ThreadPool pool(1);
  const Strings before = {"cup water tea", "water cup water"};
  for (const bool oov : {false, true}) {
    TokenizerOptions options;
    if (oov) options.oov_token = "<unw>";
    const Tokenizer known = Tokenizer::fit(options, before, pool);
    const std::string first = oov ? "<unw> " : "";
    // ale 4, milk 2, rum 1
    EXPECT_EQ(extended_words(known, 0, 0), first + "water cup tea ale milk rum ");
    const std::int32_t room_for_one = oov ? 6 : 5;
    EXPECT_EQ(extended_words(known, room_for_one, 2), first + "water cup tea ale ");
    EXPECT_EQ(extended_words(known, room_for_one - 1, 3), first + "water cup tea ");
    EXPECT_THROW(extended_words(known, room_for_one - 2, 0), Error);
  }
}

// A word that the limit cut off is new when there is room, wherever it stands in the vocabulary in memory.
TEST(Tokenizer, ExtendAddsWordsThatHadNoRoomBefore) {
  ThreadPool pool(1);
  const Strings before = {"ale ale ale tea tea rum"};
  TokenizerOptions options;
  options.num_words = 2;
  const Tokenizer known = Tokenizer::fit(options, before, pool);
  EXPECT_EQ(extended_words(known, 4, 2), "ale tea milk ");
}

TEST(Tokenizer, ExtendedTextsHaveTheSameIdsAsBefore) {
  ThreadPool pool(1);
  TokenizerOptions options;
  options.oov_token = "<unw>";
  const Strings before = {"cup water tea", "water <unw> cup"};
  const Tokenizer known = Tokenizer::fit(options, before, pool);
  const Strings more = {"rum tea <unw>"};
  const auto extended = Tokenizer::extend(known, 0, more, pool);
  EXPECT_EQ(extended.tokenizer.encode("cup water tea"), known.encode("cup water tea"));
  EXPECT_EQ(extended.tokenizer.encode("beer"), known.encode("beer"));
  EXPECT_EQ(extended.tokenizer.encode("rum"), Ids{extended.tokenizer.kept_words()});
}

}  // namespace
}  // namespace taxon
