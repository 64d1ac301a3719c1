#include "base/utf8.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace taxon {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

// What stands at the start of some bytes: a well-formed sequence, or a maximal part of one that is not.
struct Sequence {
  std::size_t length;
  bool good;
};

Sequence first_sequence(std::string_view s) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(s[i]); };
  const unsigned lead = byte(0);
  if (lead < 0x80) return {1, true};
  // The second byte's range depends on the lead: this is what keeps out over-long forms and surrogates.
  std::size_t length = 0;
  unsigned low = 0x80, high = 0xBF;
  if (lead >= 0xC2 && lead <= 0xDF) {
    length = 2;
  } else if (lead >= 0xE0 && lead <= 0xEF) {
    length = 3;
    if (lead == 0xE0) low = 0xA0;
    if (lead == 0xED) high = 0x9F;
  } else if (lead >= 0xF0 && lead <= 0xF4) {
    length = 4;
    if (lead == 0xF0) low = 0x90;
    if (lead == 0xF4) high = 0x8F;
  } else {
    return {1, false};
  }
  for (std::size_t i = 1; i < length; ++i) {
    if (i >= s.size() || byte(i) < low || byte(i) > high) return {i, false};
    low = 0x80;
    high = 0xBF;
  }
  return {length, true};
}

}  // namespace

// Eight bytes at a time.
std::size_t ascii_prefix(std::string_view s) {
  std::size_t i = 0;
  for (; i + 8 <= s.size(); i += 8) {
    std::uint64_t eight = 0;
    std::memcpy(&eight, s.data() + i, 8);
    if ((eight & 0x8080808080808080U) != 0) break;
  }
  while (i < s.size() && static_cast<unsigned char>(s[i]) < 0x80) ++i;
  return i;
}

bool is_ascii(std::string_view text) {
  return ascii_prefix(text) == text.size();
}

std::size_t first_bad_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    i += ascii_prefix(text.substr(i));
    if (i == text.size()) break;
    const Sequence sequence = first_sequence(text.substr(i));
    if (!sequence.good) return i;
    i += sequence.length;
  }
  return std::string_view::npos;
}

std::string replace_bad_utf8(std::string_view text, std::size_t* replaced) {
  std::string good;
  good.reserve(text.size());
  std::size_t bad = 0;
  for (std::size_t i = 0; i < text.size();) {
    const Sequence sequence = first_sequence(text.substr(i));
    good += sequence.good ? text.substr(i, sequence.length) : kReplacement;
    bad += sequence.good ? 0 : 1;
    i += sequence.length;
  }
  if (replaced) *replaced = bad;
  return good;
}

std::size_t incomplete_utf8_tail(std::string_view text) {
  constexpr std::size_t kLongest = 3;  // one byte less than the longest sequence
  for (std::size_t n = 1; n <= std::min(kLongest, text.size()); ++n) {
    const auto byte = static_cast<unsigned char>(text[text.size() - n]);
    if (byte >= 0x80 && byte < 0xC0) continue;  // not the sequence's first
    const std::size_t whole = byte < 0xC2 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : byte <= 0xF4 ? 4 : 1;
    return n < whole && first_sequence(text.substr(text.size() - n)).length == n ? n : 0;
  }
  return 0;
}

}  // namespace taxon
