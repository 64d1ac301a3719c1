#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

namespace taxon {

namespace word_hash {

inline std::uint64_t load8(const char* p) {
  std::uint64_t value = 0;
  std::memcpy(&value, p, 8);
  return value;
}

inline std::uint64_t load4(const char* p) {
  std::uint32_t value = 0;
  std::memcpy(&value, p, 4);
  return value;
}

inline std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64U);
}

}  // namespace word_hash

// A hash of a short string by two 64-bit loads and one wide multiplication, after wyhash (Wang Yi, public
// domain). Its values never leave the process.
inline std::uint64_t hash_word(std::string_view word) {
  constexpr std::uint64_t kFirst = 0xA0761D6478BD642FU, kSecond = 0xE7037ED1A0B428DBU;
  const char* p = word.data();
  std::size_t n = word.size();
  std::uint64_t seed = kFirst;
  for (; n > 16; n -= 16, p += 16)
    seed = word_hash::mix(word_hash::load8(p) ^ kSecond, word_hash::load8(p + 8) ^ seed);
  std::uint64_t a = 0, b = 0;
  if (n >= 8) {
    a = word_hash::load8(p);
    b = word_hash::load8(p + n - 8);
  } else if (n >= 4) {
    a = word_hash::load4(p);
    b = word_hash::load4(p + n - 4);
  } else if (n > 0) {
    const auto byte = [&](std::size_t i) {
      return static_cast<std::uint64_t>(static_cast<unsigned char>(p[i]));
    };
    a = byte(0) << 16U | byte(n / 2) << 8U | byte(n - 1);
  }
  return word_hash::mix(kSecond ^ word.size(), word_hash::mix(a ^ kSecond, b ^ seed));
}

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

  // Starts fetching what find() of this hash will look at first.
  void prefetch(std::uint64_t hash) const { __builtin_prefetch(&slots_[hash & (slots_.size() - 1)]); }

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
