#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "text/word_index.h"

namespace taxon {

// Counts words; each gets a number from 0 on in the order of first appearance. One thread at a time.
class WordCounter {
 public:
  // Counts the word `times` more; its number. hash: hash_word(word).
  std::uint32_t add(std::string_view word, std::uint64_t hash, std::int64_t times = 1);
  void prefetch(std::uint64_t hash) const { index_.prefetch(hash); }

  std::size_t size() const { return counts_.size(); }
  std::int64_t count(std::size_t number) const { return counts_[number]; }
  // Valid until the next add().
  std::string_view word(std::size_t number) const {
    const std::size_t begin = number == 0 ? 0 : ends_[number - 1];
    return {bytes_.data() + begin, ends_[number] - begin};
  }

 private:
  std::vector<char> bytes_;  // the words, one after the other
  std::vector<std::size_t> ends_;
  std::vector<std::int64_t> counts_;
  WordIndex index_;
};

}  // namespace taxon
