#include "text/words.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/error.h"
#include "base/utf8.h"

namespace taxon {
namespace {

// The length of the character at the start of well-formed UTF-8.
std::size_t character_size(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t size = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  return std::min(size, text.size());
}

void check_utf8(const char* option, std::string_view value) {
  if (first_bad_utf8(value) != std::string_view::npos) throw Error({.field = option}, "is not UTF-8");
}

char ascii_lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

constexpr std::size_t kBlock = 64;

// Bit i tells whether p[i] is `wanted`, for 64 bytes, eight at a time in plain 64-bit arithmetic.
std::uint64_t mask_of(const char* p, char wanted) {
  static_assert(std::endian::native == std::endian::little, "byte 0 must be the lowest of a loaded word");
  constexpr std::uint64_t kOnes = 0x0101010101010101U, kLow7 = 0x7F7F7F7F7F7F7F7FU,
                          kGather = 0x0102040810204080U;
  const std::uint64_t pattern = kOnes * static_cast<unsigned char>(wanted);
  std::uint64_t mask = 0;
  for (unsigned i = 0; i < kBlock; i += 8) {
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, p + i, 8);
    bytes ^= pattern;
    // The top bit of each byte that is 0; exact, no carry crosses a byte.
    const std::uint64_t zeros = ~(((bytes & kLow7) + kLow7) | bytes | kLow7);
    mask |= ((zeros >> 7U) * kGather >> 56U) << i;
  }
  return mask;
}

}  // namespace

void TokenizerOptions::validate() const {
  // Id 0 is padding, so a limit of 1 would leave no id at all.
  if (num_words < 0 || num_words == 1) {
    throw Error({.field = "num-words"},
                "is " + std::to_string(num_words) + "; choose 2 or more, or 0 for no limit");
  }
  if (split.empty() && !char_level) throw Error({.field = "split"}, "is empty; give a string to split at");
  if (icu_words && char_level) {
    throw Error({.field = "split"}, "is icu, but every character is a word already; leave one of them out");
  }
  check_utf8("oov-token", oov_token.value_or(""));
  check_utf8("filters", filters);
  check_utf8("split", split);
}

WordSplitter::WordSplitter(const TokenizerOptions& options) : options_(options) {
  options_.validate();
  if (options_.icu_words) options_.split = " ";  // it is not looked at
  for (std::string_view rest = options_.filters; !rest.empty();) {
    const std::size_t size = character_size(rest);
    filters_.emplace(rest.substr(0, size));
    rest.remove_prefix(size);
  }
  by_table_ = options_.split.size() == 1 && is_ascii(options_.split) && is_ascii(options_.filters);
  if (!by_table_) return;
  for (unsigned byte = 0; byte < 256; ++byte) {
    const char c = static_cast<char>(byte);
    const char lowered = options_.lower ? ascii_lower(c) : c;
    table_[byte] = filters_.contains(std::string_view(&lowered, 1)) ? options_.split.front() : lowered;
  }
}

std::span<const Token> WordSplitter::tokens(std::string_view text, Scratch& scratch) const {
  scratch.tokens.clear();
  scratch.lowering.clear();
  std::string_view source = text;
  const bool table_lowers = by_table_ && !options_.char_level && is_ascii(text);
  if (options_.lower && !table_lowers) {
    lowercase(text, scratch.lowered, scratch.lowering);
    source = scratch.lowered;
  }
  if (options_.char_level) {
    cut_characters(source, scratch);
  } else if (options_.icu_words) {
    cut_by_icu(source, scratch);
  } else if (by_table_) {
    cut_by_table(source, scratch);
  } else {
    cut_by_search(source, scratch);
  }
  if (!scratch.lowering.empty()) {
    WayBack way(scratch.lowering);
    for (Token& token : scratch.tokens) {
      token.begin = way.begin(token.begin);
      token.end = way.end(token.end);
    }
  }
  return scratch.tokens;
}

// Bytes of longer characters are never filtered and never the split byte, so bytes are all it needs to see.
// Borders of words are found in bit masks of 64 bytes: a loop over bytes would guess wrong at every word's
// end.
void WordSplitter::cut_by_table(std::string_view text, Scratch& scratch) const {
  const std::size_t n = text.size(), padded = (n + kBlock - 1) / kBlock * kBlock;
  if (scratch.translated.size() < padded) scratch.translated.resize(padded);
  char* const out = scratch.translated.data();
  const char split = options_.split.front();
  for (std::size_t i = 0; i < n; ++i) out[i] = table_[static_cast<unsigned char>(text[i])];
  std::fill(out + n, out + padded, split);
  std::uint64_t split_before = 1;
  std::size_t begin = 0;
  bool in_word = false;
  for (std::size_t block = 0; block < padded; block += kBlock) {
    const std::uint64_t splits = mask_of(out + block, split);
    // A bit where a word starts or where one has ended: where a byte differs in kind from the one before.
    std::uint64_t borders = splits ^ (splits << 1U | split_before);
    split_before = splits >> 63U;
    for (; borders != 0; borders &= borders - 1) {
      const std::size_t at = block + static_cast<std::size_t>(std::countr_zero(borders));
      if (in_word) {
        scratch.tokens.push_back({{out + begin, at - begin}, begin, at});
      } else {
        begin = at;
      }
      in_word = !in_word;
    }
  }
  if (in_word) scratch.tokens.push_back({{out + begin, n - begin}, begin, n});
}

// Any split string, any filters. As in Python, what the filters put in and what stood around it may
// together make a split string that was in neither.
void WordSplitter::cut_by_search(std::string_view text, Scratch& scratch) const {
  std::string& out = scratch.translated;
  out.clear();
  scratch.translating.clear();
  for (std::size_t i = 0; i < text.size();) {
    const std::string_view character = text.substr(i, character_size(text.substr(i)));
    const bool filtered = filters_.contains(character);
    if (filtered && character.size() != options_.split.size()) {
      scratch.translating.push_back({i, character.size(), out.size(), options_.split.size()});
    }
    out += filtered ? std::string_view(options_.split) : character;
    i += character.size();
  }
  WayBack way(scratch.translating);
  const std::string_view translated = out;
  for (std::size_t begin = 0; begin <= translated.size();) {
    const std::size_t end = std::min(translated.find(options_.split, begin), translated.size());
    if (end > begin) {
      const std::size_t from = way.begin(begin);
      scratch.tokens.push_back({translated.substr(begin, end - begin), from, way.end(end)});
    }
    begin = end + options_.split.size();
  }
}

// As many spaces as a filtered character has bytes: so all else stays in its place.
void WordSplitter::cut_by_icu(std::string_view text, Scratch& scratch) const {
  std::string& out = scratch.translated;
  out.resize(text.size());
  for (std::size_t i = 0; by_table_ && i < text.size(); ++i) {
    out[i] = table_[static_cast<unsigned char>(text[i])];
  }
  for (std::size_t i = 0; !by_table_ && i < text.size();) {
    const std::string_view character = text.substr(i, character_size(text.substr(i)));
    if (filters_.contains(character)) {
      std::fill_n(out.begin() + static_cast<std::ptrdiff_t>(i), character.size(), ' ');
    } else {
      std::copy(character.begin(), character.end(), out.begin() + static_cast<std::ptrdiff_t>(i));
    }
    i += character.size();
  }
  if (!scratch.icu) scratch.icu.emplace();
  scratch.icu->set_text(out);
  while (const auto word = scratch.icu->next()) {
    scratch.tokens.push_back(
        {std::string_view(out).substr(word->begin, word->end - word->begin), word->begin, word->end});
  }
}

void WordSplitter::cut_characters(std::string_view text, Scratch& scratch) const {
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t size = character_size(text.substr(i));
    scratch.tokens.push_back({text.substr(i, size), i, i + size});
    i += size;
  }
}

}  // namespace taxon
