#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/sha256.h"
#include "data/line_reader.h"
#include "data/text_source.h"

namespace taxon {

// Word vectors in the text form that word2vec, GloVe and fastText share, one after the other; no more than a
// piece of the file is held. A line is a word and its numbers, between spaces or tabs; a first line of two
// whole numbers says how many words and how many numbers a word follow, as word2vec and fastText write it.
// Without it the first line's numbers are counted. A word may hold spaces (some of GloVe's do): the numbers
// are the line's last ones. Bytes that are no UTF-8 become U+FFFD. Blank lines are passed over. For one
// thread.
class WordVectorReader {
 public:
  static constexpr std::size_t kMostNumbers = std::size_t{1} << 14U;  // a word's: --embed-dim's largest

  // path: as ByteSource takes it, packed by gzip or zstd too. Throws Error naming the path where it cannot be
  // opened.
  explicit WordVectorReader(const std::string& path);

  // The next word; false at the end. Throws Error naming file and line for another number of numbers than
  // the first line has, for what is no finite number, and for more or fewer words than the first line says.
  bool next();

  // Of the last next(), until the following one.
  std::string_view word() const { return word_; }
  std::span<const float> numbers() const { return numbers_; }

  // SHA-256 of the file's bytes, packed as they are. Once, after next() gave false.
  std::string sha256() { return sha_.hex(); }

 private:
  bool next_line(std::string_view& line);
  void begin(std::string_view line);
  void parse(std::string_view line);
  [[noreturn]] void refuse(const std::string& what) const;

  Sha256 sha_;
  TextSource source_;
  LineReader lines_;
  std::string_view word_;
  std::vector<float> numbers_;
  bool begun_ = false, has_count_ = false;
  std::uint64_t count_ = 0;  // of words, by the first line
  std::uint64_t words_ = 0;  // read so far
};

}  // namespace taxon
