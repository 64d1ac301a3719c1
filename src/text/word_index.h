#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

namespace taxon {

// A hash of a short string by two 64-bit loads and one wide multiplication, after wyhash (Wang Yi, public
// domain). Its values never leave the process.
std::uint64_t hash_word(std::string_view word);

// Finds words by their bytes: open addressing with linear steps over 64-bit slots that hold 32 bits of the
// hash beside the word's number, so that nearly every wrong slot is passed without touching the word itself.
// The words are somebody else's: word_of(number) says what they are.
class WordIndex {
 public:
  static constexpr std::uint32_t kNone = 0xFFFFFFFFU;

  explicit WordIndex(std::size_t words = 0) : slots_(capacity_for(words), kEmpty) {}

  template <class WordOf>
  std::uint32_t find(std::string_view word, std::uint64_t hash, const WordOf& word_of) const {
    const std::uint64_t slot = slots_[place_of(word, hash, word_of)];
    return slot == kEmpty ? kNone : static_cast<std::uint32_t>(slot);
  }

  // Gives `number` to a word; a word that is there already is renumbered.
  template <class WordOf>
  void set(std::string_view word, std::uint64_t hash, std::uint32_t number, const WordOf& word_of) {
    const std::size_t place = place_of(word, hash, word_of);
    if (slots_[place] == kEmpty) ++used_;
    slots_[place] = (hash >> 32U << 32U) | number;
    if (2 * used_ > slots_.size()) grow(word_of);
  }

 private:
  static constexpr std::uint64_t kEmpty = ~std::uint64_t{0};

  static std::size_t capacity_for(std::size_t words) { return std::bit_ceil(2 * words + 16); }

  template <class WordOf>
  std::size_t place_of(std::string_view word, std::uint64_t hash, const WordOf& word_of) const {
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t i = hash & mask;; i = (i + 1) & mask) {
      const std::uint64_t slot = slots_[i];
      if (slot == kEmpty) return i;
      if ((slot ^ hash) >> 32U == 0 && word_of(static_cast<std::uint32_t>(slot)) == word) return i;
    }
  }

  template <class WordOf>
  void grow(const WordOf& word_of) {
    const std::vector<std::uint64_t> old = std::move(slots_);
    slots_.assign(2 * old.size(), kEmpty);
    const std::size_t mask = slots_.size() - 1;
    for (const std::uint64_t slot : old) {
      if (slot == kEmpty) continue;
      std::size_t i = hash_word(word_of(static_cast<std::uint32_t>(slot))) & mask;
      while (slots_[i] != kEmpty) i = (i + 1) & mask;
      slots_[i] = slot;
    }
  }

  std::vector<std::uint64_t> slots_;
  std::size_t used_ = 0;
};

}  // namespace taxon
