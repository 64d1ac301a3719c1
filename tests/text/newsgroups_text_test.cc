// The notebook's tokens and matrices, to the figure and the SHA-256 sum.
#include <algorithm>
#include <cmath>

#include "base/sha256.h"
#include "data/readers.h"
#include "data/split.h"
#include "newsgroups_archive.h"
#include "text/padding.h"
#include "text/tokenizer.h"

namespace taxon {
namespace {

using NotebookTokens = NewsgroupsTest;

std::string sha256_of_matrix(const PaddedIds& ids) {
  std::string bytes;
  bytes.reserve(4 * ids.values.size());
  for (const std::int32_t id : ids.values) {
    for (unsigned shift = 0; shift < 32; shift += 8) {
      bytes += static_cast<char>((static_cast<std::uint32_t>(id) >> shift) & 0xFFU);
    }
  }
  return sha256_hex(bytes);
}

double percent(std::int64_t part, std::int64_t whole) {
  return std::round(10000.0 * static_cast<double>(part) / static_cast<double>(whole)) / 100.0;
}

TEST_F(NotebookTokens, HaveTheNotebooksFigures) {
  ReadOptions options;
  options.encoding = "latin-1";
  options.subset = Subset::kAll;
  options.shuffle_seed = 42;
  Dataset data = read_dataset(archive_, options);
  const Split split = stratified_split(data.single_labels(), data.classes, 0.1, 19);
  const Dataset train = take(data, split.train), valid = take(data, split.valid);

  TokenizerOptions keras;
  keras.num_words = 10000;
  keras.oov_token = "<unw>";
  ThreadPool pool(2);
  RaggedIds train_ids;
  const Tokenizer tokenizer = Tokenizer::fit_and_encode(keras, train.texts, pool, train_ids);
  EXPECT_EQ(train_ids.values.size(), 5374443U);
  const Vocabulary& words = tokenizer.vocabulary();
  EXPECT_EQ(words.size(), 171932 + 1);
  EXPECT_EQ(words.word(1), "<unw>");
  EXPECT_EQ(words.word(2), "the");
  EXPECT_EQ(words.count(2), 218653);
  EXPECT_EQ(words.word(3), "to");
  EXPECT_EQ(words.word(4), "of");
  EXPECT_EQ(words.word(9998), "headers");
  EXPECT_EQ(words.word(9999), "vo");
  EXPECT_EQ(words.word(10000), "np");
  EXPECT_EQ(tokenizer.encode("np VO"), (std::vector<std::int32_t>{1, 9999}));

  const PaddedIds train_matrix = pad_sequences(train_ids, 256);
  EXPECT_EQ(sha256_of_matrix(train_matrix),
            "c3c19198b48b5ea08f0045babd9b27d3c0f07d01f5a6cdcd5c2371dc0d1f5056");
  EXPECT_EQ(sha256_of_matrix(pad_sequences(tokenizer.encode(valid.texts, pool), 256)),
            "5c0428684b3622a80b131e159b5ea3c2b5c7fc5fcb583c085e24d8d4e0071b07");
  const auto cells = static_cast<std::int64_t>(train_matrix.values.size());
  const auto padding = std::count(train_matrix.values.begin(), train_matrix.values.end(), 0);
  const auto unknown = std::count(train_matrix.values.begin(), train_matrix.values.end(), 1);
  EXPECT_EQ(percent(padding, cells), 29.55);
  EXPECT_EQ(percent(unknown, cells - padding), 10.55);
}

TEST_F(NotebookTokens, AreMissingFromSomeStrippedPosts) {
  for (const auto& [subset, expected] : {std::pair{Subset::kTrain, 310}, std::pair{Subset::kTest, 223}}) {
    ReadOptions options;
    options.encoding = "latin-1";
    options.subset = subset;
    options.remove = {true, true, true};
    const WordSplitter splitter({});
    WordSplitter::Scratch scratch;
    int without = 0;
    for (const auto& text : read_dataset(archive_, options).texts) {
      without += splitter.tokens(text, scratch).empty() ? 1 : 0;
    }
    EXPECT_EQ(without, expected);
  }
}

}  // namespace
}  // namespace taxon
