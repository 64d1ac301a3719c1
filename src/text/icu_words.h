#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace taxon {

// The words that ICU's word boundaries (Unicode's UAX 29, in the root locale) part: the segments that hold a
// letter, a digit, a kana or an ideograph, and emoji. What stands between words is left out. Of Chinese and
// Japanese, Thai, Lao, Khmer and Burmese ICU's dictionaries tell the words, so that another version of ICU
// may cut otherwise. For one thread; opened once, it takes any number of texts.
class IcuWords {
 public:
  // Throws Error where this machine's ICU lacks its data.
  IcuWords();
  ~IcuWords();
  IcuWords(IcuWords&&) noexcept;
  IcuWords& operator=(IcuWords&&) noexcept;

  // The text, well-formed UTF-8, whose words are asked for next; borrowed until then. Throws Error for one of
  // 2 GiB or more.
  void set_text(std::string_view text);

  // The next word's bytes [begin, end) of the text; nothing at its end.
  struct Word {
    std::size_t begin = 0, end = 0;
  };
  std::optional<Word> next();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// ICU's version here, as "72.1".
std::string icu_version();

}  // namespace taxon
