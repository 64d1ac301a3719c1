#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace taxon {

// Finds the first of a few bytes, as memchr does of one.
class ByteFinder {
 public:
  // Fewer than four: repeat one.
  explicit ByteFinder(std::array<char, 4> bytes) : bytes_(bytes) {
    for (std::size_t i = 0; i < bytes.size(); ++i)
      repeated_[i] = kOnes * static_cast<unsigned char>(bytes[i]);
  }

  // The place of the first of them in [from, text.size()), or text.size(). Goes by eight bytes at a time: the
  // bytes of v = x ^ repeated are 0 where they are equal, and (v - 0x01..01) & ~v & 0x80..80 is 0 unless a
  // byte of v is (Mycroft's test).
  std::size_t find(std::string_view text, std::size_t from) const {
    for (; from + 8 <= text.size(); from += 8) {
      std::uint64_t eight = 0;
      std::memcpy(&eight, text.data() + from, 8);
      std::uint64_t hits = 0;
      for (const std::uint64_t repeated : repeated_) {
        const std::uint64_t v = eight ^ repeated;
        hits |= (v - kOnes) & ~v;
      }
      if ((hits & kHighBits) != 0) break;
    }
    while (from < text.size() && std::find(bytes_.begin(), bytes_.end(), text[from]) == bytes_.end()) ++from;
    return from;
  }

 private:
  static constexpr std::uint64_t kOnes = 0x0101010101010101U;
  static constexpr std::uint64_t kHighBits = 0x8080808080808080U;

  std::array<char, 4> bytes_;
  std::array<std::uint64_t, 4> repeated_{};
};

}  // namespace taxon
