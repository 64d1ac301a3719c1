#include "base/encoding.h"

#include <unicode/ucnv.h>
#include <unicode/ucnv_cb.h>
#include <unicode/ucnv_err.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/error.h"
#include "base/utf8.h"

namespace taxon {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// Latin-1's bytes are the first 256 code points.
std::string latin1_to_utf8(std::string bytes) {
  if (is_ascii(bytes)) return bytes;
  std::string text;
  text.reserve(bytes.size() + bytes.size() / 8);
  for (const char c : bytes) {
    const auto u = static_cast<unsigned char>(c);
    if (u < 0x80) {
      text += c;
    } else {
      text += static_cast<char>(0xC0U | (u >> 6U));
      text += static_cast<char>(0x80U | (u & 0x3FU));
    }
  }
  return text;
}

// An encoding's name without what people write differently.
std::string plain_name(const std::string& name) {
  std::string plain;
  for (const char c : name) {
    if (c == '-' || c == '_' || c == ' ') continue;
    plain += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return plain;
}

// ICU's own substitution makes U+001A of a single bad byte; Python and everybody else U+FFFD.
void substitute(const void*, UConverterToUnicodeArgs* args, const char*, int32_t,
                UConverterCallbackReason reason, UErrorCode* status) {
  if (reason > UCNV_IRREGULAR) return;  // reset, close or clone: nothing to write
  constexpr UChar kReplacementCharacter = 0xFFFD;
  *status = U_ZERO_ERROR;
  ucnv_cbToUWriteUChars(args, &kReplacementCharacter, 1, 0, status);
}

[[noreturn]] void fail_at(std::size_t offset, unsigned char byte, const std::string& encoding,
                          const std::string& file) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  const std::string hex{kDigits[byte >> 4U], kDigits[byte & 15U]};
  throw Error({.file = file}, "byte " + std::to_string(offset) + " (0x" + hex + ") is not " + encoding +
                                  "; give --encoding (latin-1, say) or --on-bad-bytes replace");
}

}  // namespace

struct Decoder::State {
  enum class Kind { kUtf8, kLatin1, kIcu } kind = Kind::kUtf8;
  std::string encoding;
  OnBadBytes on_bad_bytes = OnBadBytes::kError;
  UConverter* converter = nullptr;

  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    if (converter) ucnv_close(converter);
  }

  std::string decode_with_icu(std::string_view bytes, const std::string& file);
};

Decoder::Decoder(const std::string& encoding, OnBadBytes on_bad_bytes) : state_(std::make_unique<State>()) {
  state_->encoding = encoding;
  state_->on_bad_bytes = on_bad_bytes;
  const std::string name = plain_name(encoding);
  if (name == "utf8") return;
  if (name == "latin1" || name == "iso88591") {
    state_->kind = State::Kind::kLatin1;
    return;
  }
  state_->kind = State::Kind::kIcu;
  UErrorCode status = U_ZERO_ERROR;
  // ICU takes an empty name for the machine's own encoding, which would make results depend on the machine.
  if (!name.empty()) state_->converter = ucnv_open(encoding.c_str(), &status);
  if (U_FAILURE(status) || !state_->converter) {
    throw Error({.field = "encoding"},
                "'" + encoding + "' is not known; choose utf-8, latin-1 or a name that ICU knows");
  }
  ucnv_setToUCallBack(state_->converter,
                      on_bad_bytes == OnBadBytes::kError ? UCNV_TO_U_CALLBACK_STOP : substitute, nullptr,
                      nullptr, nullptr, &status);
}

Decoder::~Decoder() = default;
Decoder::Decoder(Decoder&&) noexcept = default;
Decoder& Decoder::operator=(Decoder&&) noexcept = default;

std::string Decoder::State::decode_with_icu(std::string_view bytes, const std::string& file) {
  ucnv_resetToUnicode(converter);
  icu::UnicodeString text;
  std::array<UChar, 4096> buffer{};
  const char* source = bytes.data();
  const char* const end = source + bytes.size();
  for (UErrorCode status = U_BUFFER_OVERFLOW_ERROR; status == U_BUFFER_OVERFLOW_ERROR;) {
    status = U_ZERO_ERROR;
    UChar* target = buffer.data();
    ucnv_toUnicode(converter, &target, buffer.data() + buffer.size(), &source, end, nullptr, 1, &status);
    text.append(buffer.data(), static_cast<int32_t>(target - buffer.data()));
    if (U_SUCCESS(status) || status == U_BUFFER_OVERFLOW_ERROR) continue;
    std::array<char, 32> bad{};
    auto length = static_cast<int8_t>(bad.size());
    UErrorCode ignored = U_ZERO_ERROR;
    ucnv_getInvalidChars(converter, bad.data(), &length, &ignored);
    const auto consumed = static_cast<std::size_t>(source - bytes.data());
    const std::size_t offset =
        consumed - std::min(consumed, static_cast<std::size_t>(std::max<int>(length, 0)));
    if (offset >= bytes.size()) throw Error({.file = file}, "is not " + encoding + "; give --encoding");
    fail_at(offset, static_cast<unsigned char>(bytes[offset]), encoding, file);
  }
  std::string utf8;
  text.toUTF8String(utf8);
  return utf8;
}

std::string Decoder::decode(std::string bytes, const std::string& file) {
  if (state_->kind == State::Kind::kLatin1) return latin1_to_utf8(std::move(bytes));
  if (state_->kind == State::Kind::kIcu) {
    bytes = state_->decode_with_icu(bytes, file);
  } else if (const std::size_t bad = first_bad_utf8(bytes); bad != std::string_view::npos) {
    if (state_->on_bad_bytes == OnBadBytes::kError) {
      fail_at(bad, static_cast<unsigned char>(bytes[bad]), "UTF-8", file);
    }
    bytes = replace_bad_utf8(bytes);
  }
  if (bytes.starts_with(kByteOrderMark)) bytes.erase(0, kByteOrderMark.size());
  return bytes;
}

}  // namespace taxon
