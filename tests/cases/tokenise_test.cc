#include <fstream>
#include <nlohmann/json.hpp>

#include "base/files.h"
#include "cases/cases.h"
#include "text/vocabulary.h"

namespace taxon {
namespace {

using namespace std::string_literals;
using Json = nlohmann::json;
using Strings = std::vector<std::string>;

// A text and the words that the program cuts it into.
struct WordsCase {
  int row;
  const char* name;
  std::string text;
  Strings words;
};
void PrintTo(const WordsCase& words_case, std::ostream* out) {
  *out << testing::PrintToString(words_case.text);
}

const std::vector<WordsCase> kRows = {
    {8, "nul_byte_inside_a_word", "a\0b a\0c"s, {"a\0b"s, "a\0c"s}},
    // Carriage returns are not among the filters, and line ends are not changed before tokenizing.
    {11, "carriage_return_parts_no_words", "one\r\ntwo\rthree\nfour", {"one\r", "two\rthree", "four"}},
    {13,
     "invisible_characters_part_no_words",
     "go\u200Dod \u200Bword fam\u00ADily",
     {"go\u200Dod", "\u200Bword", "fam\u00ADily"}},
    {14, "capital_i_with_dot_grows", "İZMİR IRMAK ısı", {"i\u0307zmi\u0307r", "irmak", "ısı"}},
    {16, "final_sigma", "ΟΔΟΣ ΣΑΣ, Σ", {"οδος", "σας", "σ"}},
    {17, "final_sigma_looks_through_marks", "ΑΣ.ΑΒ ΑΣ'ΑΒ ΑΣ-ΑΒ 1Σ", {"ασ", "αβ", "ασ'αβ", "ας", "αβ", "1σ"}},
    {19, "vowel_signs_part_no_words", "कविता सुन्दर", {"कविता", "सुन्दर"}},
    {20, "text_without_spaces_is_one_word", "我喜欢这部电影。很好！", {"我喜欢这部电影。很好！"}},
    {22, "capitals_beyond_ascii", "Ёж ЁЖ ÉÉ", {"ёж", "ёж", "éé"}},
    {23, "joined_emoji_are_one_word", "hi 😀 👨\u200D👩", {"hi", "\xF0\x9F\x98\x80", "👨\u200D👩"}},
    {35, "marks_alone_are_no_words", "!!! ... ---", {}},
};

// Row 14's words must not depend on the Turkish rules for i.
class Tokenise : public ProgramTest, public testing::WithParamInterface<WordsCase> {
 protected:
  // A data set of these texts.
  std::string data_of(const Strings& texts) const {
    std::string table = "label\ttext\n";
    for (const auto& text : texts) table += "x\t" + text + "\n";
    return write("fit.tsv", table);
  }
  Json tokenized(const Arguments& options, const std::string& input,
                 const Arguments& environment = {}) const {
    const auto outcome = run(Arguments{"tokenize", "--json"} + options, input, environment);
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    return Json::parse(outcome.out);
  }
  // The ids of a text by a tokenizer fitted on `texts`.
  Json ids(const Strings& texts, const Arguments& options, const std::string& input) const {
    return tokenized(Arguments{"--fit", data_of(texts)} + options, input + "\n").at("ids");
  }
};

Strings words_in(const Json& answer) {
  Strings words;
  for (const auto& token : answer.at("tokens")) words.push_back(token.at("text"));
  return words;
}

// What Keras makes of the row's text; make_text_golden.py asked it.
Strings words_of_keras(const WordsCase& words_case) {
  std::ifstream file(TAXON_SOURCE_DIR "/tests/golden/text.json");
  const auto golden = Json::parse(file);
  for (const auto& item : golden.at("words")) {
    if (item.at("name") != std::to_string(words_case.row)) continue;
    EXPECT_EQ(item.at("text"), words_case.text);
    return item.at("words");
  }
  ADD_FAILURE() << "no golden value";
  return {};
}

TEST_P(Tokenise, row) {
  const auto& [row, name, text, words] = GetParam();
  const Arguments options = {"--fit", data_of({"x"}), "--input", "text"};
  EXPECT_EQ(words_in(tokenized(options, text)), words);
  EXPECT_EQ(words_in(tokenized(options, text, {"LC_ALL=tr_TR.UTF-8"})), words);
  EXPECT_EQ(words_of_keras(GetParam()), words);
}
INSTANTIATE_TEST_SUITE_P(, Tokenise, testing::ValuesIn(kRows), RowName());

const Strings kThreeTexts = {"b a a", "c c c a", "b d"};
const Arguments kAllWords = {"--num-words", "0", "--oov-token", ""};

TEST_F(Tokenise, row_20_check_hints_at_texts_without_spaces) {
  const auto data = write("d.tsv",
                          "label\ttext\na\t我喜欢这部电影。很好！\nb\t我不喜欢这部电影。\na\t很好的电影！\n"
                          "b\t太长了。\n");
  const auto outcome = run({"check", data});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_NE(outcome.out.find("--split icu"), std::string::npos) << outcome.out;
}

TEST_F(Tokenise, row_25_long_text_is_counted_to_its_end) {
  std::string text;
  for (int i = 1; i <= 50000; ++i) text += "w" + std::to_string(i) + " ";
  EXPECT_EQ(ids({text}, kAllWords, "w1 w50000"), (Json{1, 50000}));
  EXPECT_EQ(ids({"w1 w50000"}, kAllWords, text).size(), 2U);
}

// Only the words with an id below the limit stand in the model.
TEST_F(Tokenise, row_26_words_beyond_the_limit_take_no_room) {
  std::string table = "label\ttext\n";
  for (int i = 0; i < 100000; ++i) {
    table += (i % 2 == 0 ? "a" : "b") + "\tcode"s + std::string(30, 'x') + std::to_string(i) + "\n";
  }
  const auto model = path("m.taxon");
  const auto outcome =
      run({"train", write("d.tsv", table), "--out", model, "--num-words", "20000", "--embed-dim", "4",
           "--key-dim", "2", "--ff-dim", "2", "--maxlen", "2", "--epochs", "1", "--batch-size", "4096"});
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  // Words of 39 bytes and their ends; four weights a word.
  EXPECT_LT(read_file(model).size(), 20000U * (39 + 8 + 4 * sizeof(float)) + 20000U);
  const auto ids = tokenized({model}, "code" + std::string(30, 'x') + "99999\n").at("ids");
  EXPECT_EQ(ids, Json{1});
}

TEST_F(Tokenise, row_28_limit_counts_padding) {
  EXPECT_EQ(ids(kThreeTexts, kAllWords, "a b c d e"), (Json{1, 3, 2, 4}));
  EXPECT_EQ(ids(kThreeTexts, {"--num-words", "4", "--oov-token", ""}, "a b c d e"), (Json{1, 3, 2}));
}

TEST_F(Tokenise, row_29_unknown_words_take_an_id_below_the_limit) {
  const Arguments options = {"--num-words", "4", "--oov-token", "<OOV>"};
  EXPECT_EQ(ids(kThreeTexts, options, "a b c d e"), (Json{2, 1, 3, 1, 1}));
  EXPECT_EQ(ids(kThreeTexts, options, "zzz"), Json{1});
  EXPECT_EQ(ids(kThreeTexts, options, ""), Json::array());
}

TEST_F(Tokenise, row_31_equally_frequent_words_keep_their_order) {
  EXPECT_EQ(ids({"zeta alpha", "alpha zeta", "beta"}, kAllWords, "zeta alpha beta"), (Json{1, 2, 3}));
}

TEST_F(Tokenise, row_34_padding_is_no_word) {
  const std::vector<std::string_view> words = {"<OOV>", "x"};
  const auto vocabulary = Vocabulary::from_words(words);
  EXPECT_EQ(vocabulary.word(1), "<OOV>");
  EXPECT_THROW(static_cast<void>(vocabulary.word(0)), std::logic_error);
  EXPECT_THROW(static_cast<void>(vocabulary.word(3)), std::logic_error);
}

}  // namespace
}  // namespace taxon
