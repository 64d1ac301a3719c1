#include "base/encoding.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/error.h"
#include "base/icu_converter.h"
#include "base/utf8.h"

namespace taxon {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

struct WideMark {
  std::string_view bytes;
  const char* encoding;  // ICU's name for it; the mark itself is dropped by Decoder
};
// UTF-32's stand first: UTF-16's is the beginning of one of them.
constexpr std::array<WideMark, 4> kWideMarks = {{{"\xFF\xFE\0\0"sv, "utf-32le"},
                                                 {"\0\0\xFE\xFF"sv, "utf-32be"},
                                                 {"\xFF\xFE"sv, "utf-16le"},
                                                 {"\xFE\xFF"sv, "utf-16be"}}};

bool starts_like_a_mark(std::string_view bytes) {
  return std::any_of(kWideMarks.begin(), kWideMarks.end(), [&](const WideMark& mark) {
    return mark.bytes.size() > bytes.size() && mark.bytes.starts_with(bytes);
  });
}

const WideMark* mark_of(std::string_view bytes) {
  const auto mark = std::find_if(kWideMarks.begin(), kWideMarks.end(),
                                 [&](const WideMark& m) { return bytes.starts_with(m.bytes); });
  return mark == kWideMarks.end() ? nullptr : &*mark;
}

// Latin-1's bytes are the first 256 code points.
void append_latin1(std::string_view bytes, std::string& text) {
  for (;;) {
    const std::size_t plain = ascii_prefix(bytes);
    text += bytes.substr(0, plain);
    if (plain == bytes.size()) return;
    const auto u = static_cast<unsigned char>(bytes[plain]);
    text += static_cast<char>(0xC0U | (u >> 6U));
    text += static_cast<char>(0x80U | (u & 0x3FU));
    bytes.remove_prefix(plain + 1);
  }
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

[[noreturn]] void fail_at(std::uint64_t offset, unsigned char byte, const std::string& encoding,
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
  std::unique_ptr<IcuConverter> converter;  // of the encoding, where it is ICU's

  // Of the document at hand.
  std::string file;
  std::uint64_t offset = 0;            // of the first byte that is not yet decoded
  std::string waiting;                 // bytes that only make sense with those that follow
  bool at_start = true;                // nothing has come out yet
  std::string wide_encoding;           // that its mark names
  std::unique_ptr<IcuConverter> wide;  // for it

  BadBytes bad;  // but for what the converters of the document at hand count

  IcuConverter* icu() const { return wide ? wide.get() : converter.get(); }
  void count_replaced(std::int64_t count, std::uint64_t first) {
    if (bad.count == 0 && count > 0) bad.first = file + ": byte " + std::to_string(first);
    bad.count += count;
  }
  void add(std::string_view bytes, bool last, std::string& text);
  void add_utf8(std::string_view bytes, bool last, std::string& text);
  void add_icu(std::string_view bytes, bool last, std::string& text);
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
  state_->converter = name.empty() ? nullptr : IcuConverter::open(encoding, on_bad_bytes);
  if (!state_->converter) {
    throw Error({.field = "encoding"},
                "'" + encoding + "' is not known; choose utf-8, latin-1 or a name that ICU knows");
  }
}

Decoder::~Decoder() = default;
Decoder::Decoder(Decoder&&) noexcept = default;
Decoder& Decoder::operator=(Decoder&&) noexcept = default;

void Decoder::State::add_utf8(std::string_view bytes, bool last, std::string& text) {
  const std::size_t tail = last ? 0 : incomplete_utf8_tail(bytes);
  const std::string_view whole = bytes.substr(0, bytes.size() - tail);
  if (const std::size_t place = first_bad_utf8(whole); place == std::string_view::npos) {
    text += whole;
  } else if (on_bad_bytes == OnBadBytes::kError) {
    text += whole.substr(0, place);
    fail_at(offset + place, static_cast<unsigned char>(whole[place]), "UTF-8", file);
  } else {
    std::size_t replaced = 0;
    text += replace_bad_utf8(whole, &replaced);
    count_replaced(static_cast<std::int64_t>(replaced), offset + place);
  }
  offset += whole.size();
  waiting = bytes.substr(whole.size());
}

void Decoder::State::add_icu(std::string_view bytes, bool last, std::string& text) {
  const std::int64_t before = icu()->replaced();
  if (const auto bad_byte = icu()->convert(bytes, last, text)) {
    fail_at(bad_byte->offset, bad_byte->byte, wide ? wide_encoding : encoding, file);
  }
  count_replaced(icu()->replaced() - before, icu()->first_replaced());
}

void Decoder::State::add(std::string_view bytes, bool last, std::string& text) {
  if (kind == Kind::kLatin1) return append_latin1(bytes, text);
  const std::size_t begin = text.size();
  std::string joined;
  if (!waiting.empty()) {
    joined = std::exchange(waiting, {});
    joined += bytes;
    bytes = joined;
  }
  if (kind == Kind::kUtf8 && at_start && !wide) {
    if (!last && starts_like_a_mark(bytes)) {
      waiting = bytes;
      return;
    }
    if (const WideMark* mark = mark_of(bytes)) {
      wide_encoding = mark->encoding;
      wide = IcuConverter::open(wide_encoding, on_bad_bytes);
    }
  }
  if (icu()) {
    add_icu(bytes, last, text);
  } else {
    add_utf8(bytes, last, text);
  }
  if (at_start && text.size() > begin) {
    at_start = false;
    if (std::string_view(text).substr(begin).starts_with(kByteOrderMark)) {
      text.erase(begin, kByteOrderMark.size());
    }
  }
}

void Decoder::start(const std::string& file) {
  state_->file = file;
  state_->offset = 0;
  state_->waiting.clear();
  state_->at_start = true;
  state_->wide = nullptr;
  if (state_->converter) state_->converter->start();
}

void Decoder::append(std::string_view bytes, std::string& text) {
  if (!bytes.empty()) state_->add(bytes, false, text);
}

void Decoder::finish(std::string& text) {
  state_->add("", true, text);
}

BadBytes Decoder::bad_bytes() const {
  return state_->bad;
}

std::string Decoder::decode(std::string bytes, const std::string& file) {
  // Most documents are text as they stand.
  const bool as_it_stands = state_->kind == State::Kind::kUtf8 ? first_bad_utf8(bytes) == std::string::npos
                            : state_->kind == State::Kind::kLatin1 ? is_ascii(bytes)
                                                                   : false;
  if (as_it_stands) {
    if (bytes.starts_with(kByteOrderMark)) bytes.erase(0, kByteOrderMark.size());
    return bytes;
  }
  start(file);
  std::string text;
  text.reserve(bytes.size() + bytes.size() / 8);
  state_->add(bytes, true, text);
  return text;
}

}  // namespace taxon
