#pragma once

#include <string>
#include <vector>

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

// Writes the training part of the notebook's 20 Newsgroups, read from the archive, to `path`, and its texts
// to `path`.texts.
void prepare_bench_data(const std::string& archive, const std::string& path);

// The first `count` texts beside the bench data file `path`. Throws Error where there are none.
std::vector<std::string> read_bench_texts(const std::string& path, std::size_t count);

TokenizerOptions notebook_tokenizer();

}  // namespace taxon
