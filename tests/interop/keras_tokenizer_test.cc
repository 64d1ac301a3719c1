#include "interop/keras_tokenizer.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "keras_files.h"
#include "model/temp_file.h"

namespace taxon {
namespace {

using nlohmann::json;

// to_json() of a tokenizer with these words.
std::string keras_json(const json& word_index, const json& num_words = nullptr, const json& oov = nullptr) {
  return json{{"class_name", "Tokenizer"},
              {"config",
               {{"num_words", num_words},
                {"filters", "!.\t\n"},
                {"lower", true},
                {"split", " "},
                {"char_level", false},
                {"oov_token", oov},
                {"document_count", 3},
                {"word_index", word_index.dump()}}}}
      .dump();
}

using Ids = std::vector<std::int32_t>;

TEST(KerasTokenizer, GivesKerassIds) {
  const Tokenizer tokenizer = golden_tokenizer();
  EXPECT_EQ(tokenizer.options().num_words, 12);
  EXPECT_EQ(tokenizer.options().oov_token, "<unw>");
  EXPECT_EQ(tokenizer.encode("w2 W5, nowhere w11 w12"), (Ids{2, 5, 1, 11, 1}));
}

TEST(KerasTokenizer, GoesRoundWithoutLoss) {
  for (const auto& text :
       {keras_json({{"größe", 1}, {"✓", 2}, {"a\"b", 3}}), keras_json({{"a", 1}, {"b", 2}}, 2),
        keras_json({{"<o>", 1}, {"b", 2}, {"c", 3}}, 3, "<o>")}) {
    const Tokenizer first = tokenizer_from_keras_json(text);
    const Tokenizer second = tokenizer_from_keras_json(tokenizer_to_keras_json(first));
    EXPECT_EQ(first.options(), second.options());
    for (const char* words : {"größe ✓ a\"b", "a b c", "<o> c b zzz"})
      EXPECT_EQ(first.encode(words), second.encode(words));
  }
}

// Keras's own dictionary then has one entry for both, with the word's id.
TEST(KerasTokenizer, OovTokenMayBeAWordToo) {
  const Tokenizer tokenizer =
      tokenizer_from_keras_json(keras_json({{"b", 2}, {"<o>", 3}, {"c", 4}}, nullptr, "<o>"));
  EXPECT_EQ(tokenizer.encode("b <o> zzz c"), (Ids{2, 3, 3, 4}));
  const Tokenizer again = tokenizer_from_keras_json(tokenizer_to_keras_json(tokenizer));
  EXPECT_EQ(again.encode("b <o> zzz c"), (Ids{2, 3, 3, 4}));
}

TEST(KerasTokenizer, RefusesWhatItCannotCarry) {
  const auto refusal = [](const std::string& text) {
    return message_of<Error>([&] { tokenizer_from_keras_json(text); });
  };
  EXPECT_EQ(refusal(keras_json({{"a", 1}, {"b", 1}})), "word_index: gives id 1 to two words, 'a' and 'b'");
  EXPECT_EQ(refusal(keras_json({{"a", 2}})),
            "word_index: has no word of id 1; ids must run from 1 on without gaps");
  EXPECT_NE(refusal(keras_json({{"a", 2000000000}})).find("gives 'a' id 2000000000"), std::string::npos);
  EXPECT_NE(refusal(keras_json({{"a", -1}})).find("gives 'a' id -1"), std::string::npos);
  EXPECT_NE(refusal(keras_json({{"a", 1.5}})).find("no whole number"), std::string::npos);
  EXPECT_NE(refusal(keras_json(json::object())).find("has no words"), std::string::npos);
  EXPECT_NE(refusal(keras_json({{"a", 1}}, 1)).find("num_words: is 1"), std::string::npos);
  EXPECT_NE(refusal(keras_json({{"a", 1}}, "\x7F\n")).find(R"(num_words: is "\u007f\n";)"),
            std::string::npos);
  EXPECT_EQ(refusal("PK\x03\x04..."), "is a zip; give what Keras's tokenizer.to_json() gives");
  EXPECT_EQ(refusal(R"({"class_name")"),
            "is damaged at byte 14; save anew what Keras's tokenizer.to_json() gives");
  const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
  std::string changed = keras_json({{"a", 1}}, "number");
  changed.replace(changed.find("\"number\""), 8, deep);
  EXPECT_EQ(refusal(changed), "is nested too deeply; save anew what Keras's tokenizer.to_json() gives");
  EXPECT_NE(refusal(keras_json(json("words"))).find("has no words"), std::string::npos);
  changed = keras_json(json("words"));
  changed.replace(changed.find(R"(\"words\")"), 9, deep);
  EXPECT_EQ(refusal(changed),
            "word_index: is nested too deeply; save anew what Keras's tokenizer.to_json() gives");
  for (const char* text : {"", "[]", "{}", R"({"class_name": "Tokenizer"})", R"({"class_name": 3})",
                           R"({"class_name": "Tokenizer", "config": {"num_words": null}})"})
    EXPECT_NE(refusal(text).find("to_json()"), std::string::npos) << text;
}

}  // namespace
}  // namespace taxon
