#include "base/icu_converter.h"

#include <unicode/ucnv.h>
#include <unicode/ucnv_cb.h>
#include <unicode/ucnv_err.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>

namespace taxon {
namespace {

class Converter : public IcuConverter {
 public:
  Converter(UConverter* converter, OnBadBytes on_bad_bytes) : converter_(converter) {
    UErrorCode status = U_ZERO_ERROR;
    ucnv_setToUCallBack(converter_, on_bad_bytes == OnBadBytes::kError ? UCNV_TO_U_CALLBACK_STOP : substitute,
                        this, nullptr, nullptr, &status);
  }
  ~Converter() override { ucnv_close(converter_); }
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;

  void start() override {
    ucnv_resetToUnicode(converter_);
    done_ = 0;
    replaced_ = 0;
  }
  std::optional<BadByte> convert(std::string_view bytes, bool last, std::string& text) override;
  std::int64_t replaced() const override { return replaced_; }
  std::uint64_t first_replaced() const override { return first_replaced_; }

 private:
  static void substitute(const void* context, UConverterToUnicodeArgs* args, const char*, int32_t length,
                         UConverterCallbackReason reason, UErrorCode* status);
  std::uint64_t offset_of(const char* behind, std::size_t length) const;

  UConverter* converter_;
  const char* piece_ = nullptr;  // that is being converted
  std::uint64_t done_ = 0;       // bytes before it
  std::int64_t replaced_ = 0;
  std::uint64_t first_replaced_ = 0;
};

// The offset of `length` bytes that end before `behind`; the first of them may stand in an earlier piece.
std::uint64_t Converter::offset_of(const char* behind, std::size_t length) const {
  const auto end = done_ + static_cast<std::uint64_t>(behind - piece_);
  return end - std::min<std::uint64_t>(end, length);
}

// ICU's own substitution makes U+001A of a single bad byte; Python and everybody else U+FFFD.
void Converter::substitute(const void* context, UConverterToUnicodeArgs* args, const char*, int32_t length,
                           UConverterCallbackReason reason, UErrorCode* status) {
  if (reason > UCNV_IRREGULAR) return;  // reset, close or clone: nothing to write
  constexpr UChar kReplacementCharacter = 0xFFFD;
  // ICU passes the pointer that it was given on as const.
  auto& self = *static_cast<Converter*>(const_cast<void*>(context));
  if (self.replaced_++ == 0) {
    self.first_replaced_ = self.offset_of(args->source, static_cast<std::size_t>(std::max(length, 0)));
  }
  *status = U_ZERO_ERROR;
  ucnv_cbToUWriteUChars(args, &kReplacementCharacter, 1, 0, status);
}

std::optional<IcuConverter::BadByte> Converter::convert(std::string_view bytes, bool last,
                                                        std::string& text) {
  icu::UnicodeString utf16;
  std::array<UChar, 4096> buffer{};
  piece_ = bytes.data();
  const char* source = bytes.data();
  const char* const end = source + bytes.size();
  for (UErrorCode status = U_BUFFER_OVERFLOW_ERROR; status == U_BUFFER_OVERFLOW_ERROR;) {
    status = U_ZERO_ERROR;
    UChar* target = buffer.data();
    ucnv_toUnicode(converter_, &target, buffer.data() + buffer.size(), &source, end, nullptr, last ? 1 : 0,
                   &status);
    utf16.append(buffer.data(), static_cast<int32_t>(target - buffer.data()));
    if (U_SUCCESS(status) || status == U_BUFFER_OVERFLOW_ERROR) continue;
    utf16.toUTF8String(text);  // appends
    std::array<char, 32> bad{};
    auto length = static_cast<int8_t>(bad.size());
    UErrorCode ignored = U_ZERO_ERROR;
    ucnv_getInvalidChars(converter_, bad.data(), &length, &ignored);
    return BadByte{offset_of(source, static_cast<std::size_t>(std::max<int>(length, 0))),
                   static_cast<unsigned char>(bad[0])};
  }
  done_ += bytes.size();
  utf16.toUTF8String(text);
  return std::nullopt;
}

}  // namespace

std::unique_ptr<IcuConverter> IcuConverter::open(const std::string& encoding, OnBadBytes on_bad_bytes) {
  // ICU takes an empty name for the machine's own encoding, which would make results depend on the machine.
  if (encoding.empty()) return nullptr;
  UErrorCode status = U_ZERO_ERROR;
  UConverter* converter = ucnv_open(encoding.c_str(), &status);
  if (U_FAILURE(status) || !converter) return nullptr;
  return std::make_unique<Converter>(converter, on_bad_bytes);
}

}  // namespace taxon
