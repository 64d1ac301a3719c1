#include "text/word_index.h"

namespace taxon {
namespace {

std::uint64_t load8(const char* p) {
  std::uint64_t value = 0;
  std::memcpy(&value, p, 8);
  return value;
}

std::uint64_t load4(const char* p) {
  std::uint32_t value = 0;
  std::memcpy(&value, p, 4);
  return value;
}

std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64U);
}

}  // namespace

std::uint64_t hash_word(std::string_view word) {
  constexpr std::uint64_t kFirst = 0xA0761D6478BD642FU, kSecond = 0xE7037ED1A0B428DBU;
  const char* p = word.data();
  std::size_t n = word.size();
  std::uint64_t seed = kFirst;
  for (; n > 16; n -= 16, p += 16) seed = mix(load8(p) ^ kSecond, load8(p + 8) ^ seed);
  std::uint64_t a = 0, b = 0;
  if (n >= 8) {
    a = load8(p);
    b = load8(p + n - 8);
  } else if (n >= 4) {
    a = load4(p);
    b = load4(p + n - 4);
  } else if (n > 0) {
    const auto byte = [&](std::size_t i) {
      return static_cast<std::uint64_t>(static_cast<unsigned char>(p[i]));
    };
    a = byte(0) << 16U | byte(n / 2) << 8U | byte(n - 1);
  }
  return mix(kSecond ^ word.size(), mix(a ^ kSecond, b ^ seed));
}

}  // namespace taxon
