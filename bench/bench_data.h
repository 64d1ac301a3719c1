#pragma once

#include <string>

#include "encoder/config.h"
#include "train/trainer.h"

namespace taxon {

// Posts as a bench data file holds them (README.md has its layout).
struct BenchData {
  LabelledIds posts;     // without padding
  EncoderConfig config;  // the notebook's, with the file's sizes
};

// Throws Error naming the file where it is not a whole bench data file.
BenchData read_bench_data(const std::string& path);

// Writes the training part of the notebook's 20 Newsgroups, read from the archive, to `path`.
void prepare_bench_data(const std::string& archive, const std::string& path);

}  // namespace taxon
