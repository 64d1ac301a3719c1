#include "text/icu_words.h"

#include <unicode/brkiter.h>
#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/utext.h>
#include <unicode/utf8.h>
#include <unicode/uversion.h>

#include <array>
#include <limits>

#include "base/check.h"
#include "base/error.h"

namespace taxon {

struct IcuWords::State {
  std::unique_ptr<icu::BreakIterator> breaks;
  UText bytes = UTEXT_INITIALIZER;  // reads the text where it stands, so that boundaries are its bytes'
  std::string_view text;
  std::size_t at = 0;

  ~State() { utext_close(&bytes); }
  bool is_word(std::size_t begin) const;
};

// Whether the segment that the iterator has just passed is a word. ICU counts emoji as no words, like
// punctuation; but for a classifier they say as much as words do.
bool IcuWords::State::is_word(std::size_t begin) const {
  if (breaks->getRuleStatus() >= UBRK_WORD_NONE_LIMIT) return true;
  const auto* p = reinterpret_cast<const std::uint8_t*>(text.data());
  if (p[begin] < 0x80) return false;  // digits, # and * are emoji by that property
  std::size_t i = begin;
  UChar32 c = 0;
  U8_NEXT(p, i, text.size(), c);
  return u_hasBinaryProperty(c, UCHAR_EMOJI) != 0 || u_hasBinaryProperty(c, UCHAR_EXTENDED_PICTOGRAPHIC) != 0;
}

IcuWords::IcuWords() : state_(std::make_unique<State>()) {
  UErrorCode status = U_ZERO_ERROR;
  state_->breaks.reset(icu::BreakIterator::createWordInstance(icu::Locale::getRoot(), status));
  if (U_FAILURE(status) || !state_->breaks) {
    throw Error("this machine's ICU has no word boundaries (" + std::string(u_errorName(status)) +
                "); install ICU with its data");
  }
}

IcuWords::~IcuWords() = default;
IcuWords::IcuWords(IcuWords&&) noexcept = default;
IcuWords& IcuWords::operator=(IcuWords&&) noexcept = default;

void IcuWords::set_text(std::string_view text) {
  if (text.size() > std::numeric_limits<std::int32_t>::max())
    throw Error("a text is longer than 2 GiB; cut it into shorter ones");
  State& s = *state_;
  s.text = text;
  s.at = 0;
  UErrorCode status = U_ZERO_ERROR;
  // ICU takes a null pointer for a mistake.
  utext_openUTF8(&s.bytes, text.empty() ? "" : text.data(), static_cast<std::int64_t>(text.size()), &status);
  s.breaks->setText(&s.bytes, status);
  TAXON_CHECK(U_SUCCESS(status));
  s.breaks->first();
}

std::optional<IcuWords::Word> IcuWords::next() {
  State& s = *state_;
  for (;;) {
    const std::int32_t end = s.breaks->next();
    if (end == icu::BreakIterator::DONE) return std::nullopt;
    const Word word{s.at, static_cast<std::size_t>(end)};
    s.at = word.end;
    if (s.is_word(word.begin)) return word;
  }
}

std::string icu_version() {
  UVersionInfo version{};
  u_getVersion(version);
  return std::to_string(version[0]) + "." + std::to_string(version[1]);
}

}  // namespace taxon
