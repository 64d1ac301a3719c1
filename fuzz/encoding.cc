// The decoder: first byte: encoding and what to do about bad bytes. What comes out is UTF-8 without a leading
// mark; replacing never refuses, and refuses nowhere what the strict way takes; UTF-8 is refused just where
// it is ill-formed.
#include "base/encoding.h"

#include <array>

#include "base/utf8.h"
#include "fuzz.h"

namespace taxon {
namespace {

constexpr std::array kEncodings = {
    "utf-8",        "latin-1",   "utf-16",     "utf-16le",    "utf-32",
    "windows-1252", "shift_jis", "gb18030",    "iso-2022-jp", "utf-7",
    "hz",           "scsu",      "big5-hkscs", "iso-2022-kr", "imap-mailbox-name"};

void check(const std::string& encoding, const std::string& bytes) {
  const auto strict = accepted([&] { return Decoder(encoding, OnBadBytes::kError).decode(bytes, "file"); });
  const auto mended = Decoder(encoding, OnBadBytes::kReplace).decode(bytes, "file");
  FUZZ_REQUIRE(first_bad_utf8(mended) == std::string_view::npos);
  if (strict) FUZZ_REQUIRE(*strict == mended);
  if (encoding == "utf-8") FUZZ_REQUIRE(strict.has_value() == (first_bad_utf8(bytes) == std::string::npos));
}

void check_utf8(std::string_view bytes) {
  const auto good = replace_bad_utf8(bytes);
  FUZZ_REQUIRE(first_bad_utf8(good) == std::string_view::npos && replace_bad_utf8(good) == good);
  const auto bad = std::min(first_bad_utf8(bytes), bytes.size());
  FUZZ_REQUIRE(good.starts_with(bytes.substr(0, bad)) && (bad == bytes.size()) == (good == bytes));
  FUZZ_REQUIRE(!is_ascii(bytes) || bad == bytes.size());
}

}  // namespace
}  // namespace taxon

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace taxon;
  auto bytes = as_text(data, size);
  check(kEncodings[take_byte(bytes) % kEncodings.size()], std::string(bytes));
  check_utf8(bytes);
  return 0;
}
