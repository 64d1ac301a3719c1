#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "text/icu_words.h"
#include "text/lowercase.h"

namespace taxon {

// The settings of Keras's Tokenizer under Keras's names, and its defaults. Strings are UTF-8.
struct TokenizerOptions {
  std::int32_t num_words = 0;            // only ids below this are given; 0: no limit
  std::optional<std::string> oov_token;  // stands for every word without an id; none: such words are dropped
  std::string filters = "!\"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n";  // each of its characters becomes `split`
  bool lower = true;
  std::string split = " ";
  bool char_level = false;  // every character is a token; filters and split are not looked at
  // Beyond Keras: what the filters leave is parted by ICU's word boundaries (icu_words.h), not by split.
  bool icu_words = false;

  bool operator==(const TokenizerOptions&) const = default;

  // Throws Error naming the first option that is out of its range.
  void validate() const;
};

// One token: its text as the vocabulary knows it (lower-cased) and the bytes [begin, end) of the original
// text that it was made from.
struct Token {
  std::string_view text;
  std::size_t begin = 0, end = 0;
};

// Cuts texts into words exactly as Keras 3.15 does: the whole text is lower-cased (Python's str.lower), each
// filtered character becomes the split string, and what stands between split strings is a word. Line ends
// are not touched: CR is not among the default filters, so a copy of a text with CRLF has other words. With
// icu_words each filtered character becomes spaces, and ICU's word boundaries part what is left.
// Immutable, so any number of threads may use one.
class WordSplitter {
 public:
  // Memory that a call works in, kept between calls; a thread's own.
  struct Scratch {
    std::string lowered, translated;
    LengthChanges lowering, translating;
    std::vector<Token> tokens;
    std::optional<IcuWords> icu;
  };

  // Throws Error for impossible options.
  explicit WordSplitter(const TokenizerOptions& options);

  // The tokens of `text` (well-formed UTF-8), in order. Valid until `scratch` is used again or the text dies.
  std::span<const Token> tokens(std::string_view text, Scratch& scratch) const;

 private:
  void cut_by_table(std::string_view text, Scratch& scratch) const;
  void cut_by_search(std::string_view text, Scratch& scratch) const;
  void cut_by_icu(std::string_view text, Scratch& scratch) const;
  void cut_characters(std::string_view text, Scratch& scratch) const;

  TokenizerOptions options_;
  std::set<std::string, std::less<>> filters_;  // one character each
  bool by_table_ = false;          // filters and split are single ASCII bytes: one look-up a byte does it all
  std::array<char, 256> table_{};  // what each byte becomes; a filtered byte becomes the split byte
};

}  // namespace taxon
