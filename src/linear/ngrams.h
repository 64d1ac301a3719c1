#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "text/icu_words.h"

namespace taxon {

// Numbers of words or characters in a row, both ends included; {0, 0}: none at all.
struct NgramRange {
  std::int32_t from = 0, to = 0;

  bool empty() const { return to == 0; }
  bool operator==(const NgramRange&) const = default;
};

struct NgramOptions {
  NgramRange words{1, 2};
  NgramRange characters{3, 5};
  bool icu_words = false;  // words are those that ICU's boundaries part, as TokenizerOptions has it

  bool operator==(const NgramOptions&) const = default;

  // Throws Error naming the first range that is not 1 <= from <= to <= kMaxNgram or {0, 0}.
  void validate() const;
};

inline constexpr std::int32_t kMaxNgram = 8;

// An n-gram of a text and how often it is there. n-grams go by XXH3-64 of their bytes (Collet, xxHash), the
// kind of block as its seed. Two of N different ones share a hash with a chance of N^2 / 2^65 (for ten
// million: 3 in a million) and would then be one feature, which costs a trifle of accuracy and nothing else;
// so their texts need neither be kept while counting nor stored in a model.
struct Ngram {
  std::uint64_t hash = 0;
  std::uint32_t count = 0;
};

// Counts the n-grams of texts, one text after the other. Words and characters are two blocks: scikit-learn
// 1.9.1's TfidfVectorizer with its default analyzer "word" and with "char_wb", where n-grams of characters
// lie within pieces between white space, a space at either end included. The text is lower-cased as the
// tokenizer does it (text/lowercase.h), cut as text/pieces.h says. For one thread; its memory is kept for the
// next text.
class NgramCounter {
 public:
  explicit NgramCounter(const NgramOptions& options);

  // The n-grams of the text (well-formed UTF-8, less than 2 GiB) in the order in which they first appear; of
  // one text the first kMaxDifferent different ones of each block count. Valid until the next call.
  struct Blocks {
    std::span<const Ngram> words, characters;
  };
  Blocks count(std::string_view text);

  // Holds the memory to 100 MiB whatever the text; a novel of 100,000 words has a fifth of them.
  static constexpr std::size_t kMaxDifferent = std::size_t{1} << 20U;

 private:
  void count_words();
  void count_characters();
  void add(std::size_t begin, std::size_t end, std::uint64_t kind);
  void grow();
  void flush();

  NgramOptions options_;
  std::optional<IcuWords> icu_;  // for icu_words only
  std::string lowered_, joined_;
  std::vector<std::uint32_t> starts_;  // of the words, or of a piece's characters, in joined_
  std::vector<Ngram> slots_;           // open addressing; a count of 0 is a free slot
  std::vector<std::uint32_t> used_;    // slots in the order they were taken
  std::vector<Ngram> ngrams_;
};

}  // namespace taxon
