#include "model/start_vectors.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/error.h"
#include "base/sha256.h"
#include "model/temp_file.h"

namespace taxon {
namespace {

Tokenizer fit(const TokenizerOptions& options, const std::vector<std::string>& texts) {
  ThreadPool pool(1);
  return Tokenizer::fit(options, texts, pool);
}

class StartVectorsTest : public testing::Test {
 protected:
  StartVectors read(const std::string& bytes, const Tokenizer& tokenizer, std::int32_t first_id = 1) {
    write_plainly(file_.path(), bytes);
    return read_start_vectors(file_.path(), tokenizer, first_id);
  }
  static std::vector<float> vector_of(const StartVectors& vectors, const Tokenizer& tokenizer,
                                      const std::string& word) {
    const auto row = vectors.row_of_id[static_cast<std::size_t>(tokenizer.vocabulary().find(word))];
    if (row == StartVectors::kNoRow) return {};
    const auto begin = vectors.values.begin() + row * static_cast<std::ptrdiff_t>(vectors.dim);
    return {begin, begin + static_cast<std::ptrdiff_t>(vectors.dim)};
  }
  TempFile file_;
};

using Floats = std::vector<float>;

TEST_F(StartVectorsTest, KeepsTheVocabularysRowsOnly) {
  const auto tokenizer = fit({.oov_token = "<unw>"}, {"river bank money"});
  const std::string bytes = "sea 9 9\nbank 1 2\n<unw> 3 4\nriver 5 6\nbank 7 8\n";
  const auto vectors = read(bytes, tokenizer);
  EXPECT_EQ(vector_of(vectors, tokenizer, "bank"), (Floats{1, 2})) << "the first line of a word counts";
  EXPECT_EQ(vector_of(vectors, tokenizer, "river"), (Floats{5, 6}));
  EXPECT_EQ(vector_of(vectors, tokenizer, "money"), Floats{});
  EXPECT_EQ(vector_of(vectors, tokenizer, "<unw>"), Floats{}) << "no word of any text";
  EXPECT_EQ(vectors.dim, 2U);
  EXPECT_EQ(vectors.values.size(), 4U);
  EXPECT_EQ(vectors.words, 3);
  EXPECT_EQ(vectors.found, 2);
  EXPECT_EQ(vectors.sha256, sha256_hex(bytes));
}

TEST_F(StartVectorsTest, TheSameWordBeforeTheSameInLowerCase) {
  const auto lower = fit({}, {"paris us öl"});
  const auto vectors = read("Paris 1\nPARIS 2\nUS 3\nus 4\nÖL 5\n", lower);
  EXPECT_EQ(vector_of(vectors, lower, "paris"), Floats{1});
  EXPECT_EQ(vector_of(vectors, lower, "us"), Floats{4});
  EXPECT_EQ(vector_of(vectors, lower, "öl"), Floats{5});

  const auto cased = fit({.oov_token = {}, .lower = false}, {"US us Paris paris PARIS"});
  const auto of_cased = read("paris 1\nus 2\nUS 3\n", cased);
  for (const char* word : {"Paris", "paris", "PARIS"}) EXPECT_EQ(vector_of(of_cased, cased, word), Floats{1});
  EXPECT_EQ(vector_of(of_cased, cased, "US"), Floats{3});
  EXPECT_EQ(vector_of(of_cased, cased, "us"), Floats{2});
  EXPECT_EQ(of_cased.found, 5);
}

TEST_F(StartVectorsTest, WordsBeyondTheLimitOrBeforeTheFirstAreNotAskedFor) {
  const auto tokenizer = fit({.num_words = 3, .oov_token = {}}, {"a a a b b c"});
  const auto all = read("a 1\nb 2\nc 3\n", tokenizer);
  EXPECT_EQ(all.words, 2);
  EXPECT_EQ(all.values, (Floats{1, 2}));
  const auto from_second = read("a 1\nb 2\nc 3\n", tokenizer, 2);
  EXPECT_EQ(from_second.words, 1);
  EXPECT_EQ(from_second.values, (Floats{2}));
  const auto none = read("a 1\n", tokenizer, 3);
  EXPECT_EQ(none.words, 0);
}

TEST_F(StartVectorsTest, NoWordInCommonIsRefused) {
  const auto tokenizer = fit({}, {"river bank"});
  EXPECT_EQ(
      message_of<Error>([&] { read("Fluss 1\nUfer 2\n", tokenizer); }),
      file_.path() + ": has a vector for none of the 2 words; give vectors of the language of the texts");
}

TEST_F(StartVectorsTest, OnlyTheirRowsArePlaced) {
  const auto tokenizer = fit({}, {"river bank money"});
  EncoderConfig config{.vocabulary = 4, .maxlen = 2, .embed_dim = 2, .heads = 1, .key_dim = 1, .ff_dim = 1};
  config.classes = 2;
  Parameters parameters(config);
  std::ranges::fill(parameters.values(), 0.5F);
  place_start_vectors(read("bank 1 2\n", tokenizer), parameters);
  const auto table = parameters["embedding/token"];
  const auto id = static_cast<std::size_t>(tokenizer.vocabulary().find("bank"));
  for (std::size_t i = 0; i < table.size(); ++i) {
    EXPECT_EQ(table[i], i == 2 * id ? 1.0F : i == 2 * id + 1 ? 2.0F : 0.5F) << i;
  }
  EXPECT_EQ(parameters["head/kernel"][0], 0.5F);
}

}  // namespace
}  // namespace taxon
