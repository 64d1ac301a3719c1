#include "text/pieces.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <array>
#include <cstddef>
#include <cstdint>

namespace taxon {
namespace {

constexpr std::size_t kAscii = 128;

constexpr std::array<bool, kAscii> kWordBytes = [] {
  std::array<bool, kAscii> table{};
  for (std::size_t c = '0'; c <= '9'; ++c) table[c] = true;
  for (std::size_t c = 'a'; c <= 'z'; ++c) table[c] = true;
  for (std::size_t c = 'A'; c <= 'Z'; ++c) table[c] = true;
  table['_'] = true;
  return table;
}();

// Python counts the four separators 0x1C to 0x1F as white space, Unicode's property does not.
constexpr std::array<bool, kAscii> kPieceBytes = [] {
  std::array<bool, kAscii> table{};
  for (std::size_t c = 0; c < kAscii; ++c) {
    table[c] = !((c >= 0x09 && c <= 0x0D) || (c >= 0x1C && c <= 0x20));
  }
  return table;
}();

bool is_word_character(UChar32 c) {
  return (U_GET_GC_MASK(c) & (U_GC_L_MASK | U_GC_M_MASK | U_GC_N_MASK)) != 0;
}

bool is_piece_character(UChar32 c) {
  return u_isUWhiteSpace(c) == 0;
}

// Appends the runs of characters that are inside, as `ascii` and `inside` say, of `least` characters or more.
template <class Inside>
void join_runs(std::string_view text, const std::array<bool, kAscii>& ascii, const Inside& inside,
               std::size_t least, std::string& joined) {
  joined.assign(1, ' ');
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  std::size_t begin = 0, characters = 0;
  const auto end_run = [&](std::size_t end) {
    if (characters >= least) {
      joined.append(text, begin, end - begin);
      joined += ' ';
    }
    characters = 0;
  };
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t at = i;
    bool in = false;
    if (bytes[i] < kAscii) {
      in = ascii[bytes[i++]];
    } else {
      UChar32 c = 0;
      U8_NEXT_UNSAFE(bytes, i, c);
      in = inside(c);
    }
    if (in) {
      if (characters++ == 0) begin = at;
    } else if (characters > 0) {
      end_run(at);
    }
  }
  if (characters > 0) end_run(text.size());
}

}  // namespace

void join_pieces(std::string_view text, std::string& joined) {
  join_runs(text, kPieceBytes, is_piece_character, 1, joined);
}

void join_words(std::string_view text, std::string& joined) {
  join_runs(text, kWordBytes, is_word_character, 2, joined);
}

void join_words(std::string_view text, IcuWords& icu, std::string& joined) {
  joined.assign(1, ' ');
  icu.set_text(text);
  while (const auto word = icu.next()) {
    joined.append(text, word->begin, word->end - word->begin);
    joined += ' ';
  }
}

}  // namespace taxon
