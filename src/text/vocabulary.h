#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

namespace taxon {

class WordIndex;

// Words with ids from 1 on, in id order; id 0 is padding and never a word. Immutable and cheap to copy;
// any number of threads may use one.
class Vocabulary {
 public:
  Vocabulary();

  // Copies the words; words[i] gets id i + 1. counts: of each word, or empty. Where a word comes twice,
  // find() gives the later id (Keras's dictionary does so when the OOV token is also a word of the texts).
  static Vocabulary from_words(std::span<const std::string_view> words,
                               std::span<const std::int64_t> counts = {});

  // Borrows words that are stored one after the other, word i being bytes [ends[i - 1], ends[i]): a mapped
  // model file opens without a copy. Both must outlive the vocabulary and its copies. Throws Error
  // where the ends fall, do not end with the bytes, or are too many.
  static Vocabulary borrow(std::string_view bytes, std::span<const std::uint64_t> ends);

  std::int32_t size() const { return static_cast<std::int32_t>(ends_.size()); }
  // id in [1, size()]. Valid as long as a copy of this vocabulary lives (borrowed: as long as the bytes).
  std::string_view word(std::int32_t id) const;
  // How often the word was in the texts; 0 where that is not known.
  std::int64_t count(std::int32_t id) const;
  // The word's id, or 0.
  std::int32_t find(std::string_view word) const;
  // The same for callers that have hash_word(word) (word_index.h) and have prefetched it.
  std::int32_t find(std::string_view word, std::uint64_t hash) const;
  void prefetch(std::uint64_t hash) const;

  // The stored form of the words with ids up to `last`, as borrow() takes it.
  std::string_view bytes(std::int32_t last) const;
  std::span<const std::uint64_t> ends(std::int32_t last) const;

 private:
  struct Owned;

  void build_index();
  std::string_view word_at(std::size_t i) const;  // from 0

  std::shared_ptr<const Owned> owned_;  // null if borrowed
  std::string_view bytes_;
  std::span<const std::uint64_t> ends_;
  std::shared_ptr<const WordIndex> index_;
};

}  // namespace taxon
