#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "encoder/parameters.h"
#include "text/tokenizer.h"

namespace taxon {

// The vectors that a file of pretrained ones has for a tokenizer's words.
struct StartVectors {
  static constexpr std::int32_t kNoRow = -1;

  std::size_t dim = 0;                  // numbers a word
  std::vector<float> values;            // (rows, dim), as the file has them
  std::vector<std::int32_t> row_of_id;  // by token id; kNoRow: the file has no such word
  std::int32_t words = 0, found = 0;    // that were asked for, and that have a row
  std::string sha256;                   // of the file
};

// Reads the vectors of the tokenizer's words with ids from first_id on; the others of the file are passed
// over, so that it may be far larger than the memory. A word takes the vector of the same word or else, where
// the file lacks that, of the first word in the file that is the same in lower case. The OOV token is no
// word. Throws Error naming the file for what WordVectorReader refuses, and where it has none of the words.
StartVectors read_start_vectors(const std::string& path, const Tokenizer& tokenizer, std::int32_t first_id);

// Puts them into the rows of embedding/token, (V, D) with D = dim. The others keep what they have.
void place_start_vectors(const StartVectors& vectors, Parameters& parameters);

}  // namespace taxon
