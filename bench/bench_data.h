#pragma once

#include <string>
#include <vector>

#include "data/dataset.h"
#include "encoder/config.h"
#include "text/tokenizer.h"
#include "train/trainer.h"

namespace taxon {

// Posts as a bench data file holds them (README.md has its layout).
struct BenchData {
  LabelledIds posts;     // without padding
  EncoderConfig config;  // the notebook's, with the file's sizes
};

// Throws Error naming the file where it is not a whole bench data file.
BenchData read_bench_data(const std::string& path);

// What posts are made of the notebook's training part of 20 Newsgroups.
enum class BenchTexts {
  kNotebook,   // as the notebook has them: 10,000 words, the last 256 tokens
  kManyWords,  // the same with room for 200,000 words, which is more than there are
  kShort,      // the first 10 to 40 tokens of each, every length equally often
  kLong,       // the posts of 1,000 tokens and more, up to the last 4,000
};

// All posts of 20 Newsgroups in the notebook's order.
Dataset read_notebook_posts(const std::string& archive);

// Writes them, read from the archive, to `path`; for kNotebook also the texts to `path`.texts, and those of
// the notebook's validation part to `path`.valid.texts.
void prepare_bench_data(const std::string& archive, BenchTexts which, const std::string& path);

// The first `count` texts beside the bench data file `path`. Throws Error where there are none.
std::vector<std::string> read_bench_texts(const std::string& path, std::size_t count);

TokenizerOptions notebook_tokenizer();

}  // namespace taxon
