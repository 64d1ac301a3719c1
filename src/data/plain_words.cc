#include "data/plain_words.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <array>
#include <cstddef>

namespace taxon {
namespace {

// What each ASCII byte counts as: itself in lower case, or 0 for what parts words.
constexpr std::array<char, 128> kAscii = [] {
  std::array<char, 128> table{};
  for (char c = '0'; c <= '9'; ++c) table[static_cast<std::size_t>(c)] = c;
  for (char c = 'a'; c <= 'z'; ++c) {
    table[static_cast<std::size_t>(c)] = c;
    table[static_cast<std::size_t>(c - 'a' + 'A')] = c;
  }
  return table;
}();

enum class Role { kParts, kInWord, kWord };

Role role_of(UChar32 c) {
  if ((U_GET_GC_MASK(c) & (U_GC_L_MASK | U_GC_M_MASK | U_GC_N_MASK)) == 0) return Role::kParts;
  // The line breaker knows where words are not parted by spaces: ideographs and kana, and the scripts that
  // want a dictionary.
  const auto breaking = u_getIntPropertyValue(c, UCHAR_LINE_BREAK);
  return breaking == U_LB_IDEOGRAPHIC || breaking == U_LB_CONDITIONAL_JAPANESE_STARTER ||
                 breaking == U_LB_COMPLEX_CONTEXT
             ? Role::kWord
             : Role::kInWord;
}

// Hashes a word character by character: FNV-1a's step (Fowler, Noll and Vo), its last state mixed.
class WordHash {
 public:
  explicit WordHash(std::vector<std::uint64_t>& hashes) : hashes_(hashes) {}

  void add(std::uint32_t c) {
    state_ = (state_ ^ c) * 0x100000001B3U;
    in_word_ = true;
  }
  void end_word() {
    if (!in_word_) return;
    hashes_.push_back(mixed_bits(state_));
    state_ = kStart;
    in_word_ = false;
  }

 private:
  static constexpr std::uint64_t kStart = 0xCBF29CE484222325U;

  std::vector<std::uint64_t>& hashes_;
  std::uint64_t state_ = kStart;
  bool in_word_ = false;
};

// Calls ascii(folded byte, 0 for what parts words) and other(role, character) for each character.
template <class Ascii, class Other>
void for_each_character(std::string_view text, const Ascii& ascii, const Other& other) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  for (std::size_t i = 0; i < text.size();) {
    if (bytes[i] < 0x80) {
      ascii(kAscii[bytes[i++]]);
      continue;
    }
    UChar32 c = 0;
    U8_NEXT_UNSAFE(bytes, i, c);
    other(role_of(c), c);
  }
}

}  // namespace

void append_plain_words(std::string_view text, std::vector<std::uint64_t>& hashes) {
  WordHash word(hashes);
  for_each_character(
      text,
      [&](char c) {
        if (c == 0) {
          word.end_word();
        } else {
          word.add(static_cast<std::uint32_t>(c));
        }
      },
      [&](Role role, UChar32 c) {
        if (role != Role::kInWord) word.end_word();
        if (role != Role::kParts) word.add(static_cast<std::uint32_t>(u_foldCase(c, U_FOLD_CASE_DEFAULT)));
        if (role == Role::kWord) word.end_word();
      });
  word.end_word();
}

void count_scripts(std::string_view text, ScriptCounts& counts) {
  for_each_character(
      text, [&](char c) { counts.letters += c == 0 ? 0 : 1; },
      [&](Role role, UChar32) {
        counts.letters += role == Role::kParts ? 0 : 1;
        counts.unparted += role == Role::kWord ? 1 : 0;
      });
}

}  // namespace taxon
