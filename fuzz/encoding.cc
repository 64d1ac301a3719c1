// The decoder: first byte: encoding; second: how many bytes a piece has. What comes out is UTF-8, the same in
// one piece or many; replacing never refuses and changes nothing that the strict way takes; UTF-8 is refused
// just where it is ill-formed.
#include "base/encoding.h"

#include <algorithm>
#include <array>

#include "base/utf8.h"
#include "fuzz.h"

namespace taxon {
namespace {

constexpr std::array kEncodings = {"utf-8",        "latin-1",    "utf-16",      "utf-16le",         "utf-32",
                                   "windows-1252", "shift_jis",  "gb18030",     "iso-2022-jp",      "utf-7",
                                   "hz",           "big5-hkscs", "iso-2022-kr", "imap-mailbox-name"};

std::string decoded_in_pieces(Decoder& decoder, std::string_view bytes, std::size_t piece) {
  std::string text;
  decoder.start("file");
  for (; !bytes.empty(); bytes.remove_prefix(std::min(piece, bytes.size())))
    decoder.append(bytes.substr(0, piece), text);
  decoder.finish(text);
  return text;
}

// Where these stand first, "utf-8" means another encoding.
bool has_wide_mark(std::string_view bytes) {
  constexpr std::array<std::string_view, 3> kMarks = {"\xFF\xFE", "\xFE\xFF", {"\0\0\xFE\xFF", 4}};
  return std::any_of(kMarks.begin(), kMarks.end(), [&](auto mark) { return bytes.starts_with(mark); });
}

void check(const std::string& encoding, const std::string& bytes, std::size_t piece) {
  Decoder strict(encoding, OnBadBytes::kError), mending(encoding, OnBadBytes::kReplace);
  const auto good = accepted([&] { return strict.decode(bytes, "file"); });
  const auto good_pieces = accepted([&] { return decoded_in_pieces(strict, bytes, piece); });
  FUZZ_REQUIRE(good == good_pieces && strict.bad_bytes().count == 0);
  const auto mended = mending.decode(bytes, "file");
  const auto bad = mending.bad_bytes().count;
  FUZZ_REQUIRE(decoded_in_pieces(mending, bytes, piece) == mended && mending.bad_bytes().count == 2 * bad);
  FUZZ_REQUIRE(first_bad_utf8(mended) == std::string_view::npos && good.has_value() == (bad == 0));
  if (good) FUZZ_REQUIRE(*good == mended);
  if (encoding == "utf-8" && !has_wide_mark(bytes))
    FUZZ_REQUIRE(good.has_value() == (first_bad_utf8(bytes) == std::string::npos));
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
  const std::string encoding = kEncodings[take_byte(bytes) % kEncodings.size()];
  const std::size_t piece = 1 + take_byte(bytes) % 16;
  check(encoding, std::string(bytes), piece);
  check_utf8(bytes);
  return 0;
}
