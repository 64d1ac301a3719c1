#include "base/encoding.h"

#include <gtest/gtest.h>

#include <string>

#include "base/error.h"

namespace taxon {
namespace {

using namespace std::string_literals;

std::string decode(const std::string& encoding, const std::string& bytes,
                   OnBadBytes on_bad_bytes = OnBadBytes::kError) {
  return Decoder(encoding, on_bad_bytes).decode(bytes, "doc.txt");
}

std::string error_of(const std::string& encoding, const std::string& bytes) {
  try {
    decode(encoding, bytes);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

TEST(Decoder, NamesFileAndOffsetOfABadByte) {
  EXPECT_EQ(error_of("utf-8", "caf\xE9"),
            "doc.txt: byte 3 (0xE9) is not UTF-8; give --encoding (latin-1, say) or --on-bad-bytes replace");
  EXPECT_EQ(decode("utf-8", "caf\xE9", OnBadBytes::kReplace), "caf\uFFFD");
  EXPECT_EQ(decode("latin-1", "caf\xE9"), "caf\u00E9");
  EXPECT_EQ(decode("ISO-8859-1", "\x80\xFF"), "\u0080\u00FF");
}

TEST(Decoder, DropsTheByteOrderMark) {
  EXPECT_EQ(decode("UTF8", "\xEF\xBB\xBFhi yo"), "hi yo");
  EXPECT_EQ(decode("utf-16", "\xFF\xFEh\0i\0"s), "hi");
  EXPECT_EQ(decode("utf-16le", "\xFF\xFEh\0i\0"s), "hi");
  EXPECT_EQ(decode("latin-1", "\xEF\xBB\xBFhi"), "\u00EF\u00BB\u00BFhi");
}

TEST(Decoder, KeepsNulBytes) {
  EXPECT_EQ(decode("utf-8", "a\0b"s), "a\0b"s);
  EXPECT_EQ(decode("windows-1252", "a\0b"s), "a\0b"s);
}

TEST(Decoder, ReadsOtherEncodingsThroughIcu) {
  EXPECT_EQ(decode("windows-1252", "\x80 5"), "\u20AC 5");
  EXPECT_EQ(decode("shift_jis", "\x82\xA0"), "\u3042");
  std::string long_text;
  for (int i = 0; i < 10000; ++i) long_text += "\xE9\x80";
  EXPECT_EQ(decode("windows-1252", long_text).size(), 50000U);
  EXPECT_NE(error_of("utf-16le", "a\0b"s).find("byte 2"), std::string::npos);
  EXPECT_NE(error_of("shift_jis", "ok \x82").find("byte 3 (0x82) is not shift_jis"), std::string::npos);
  EXPECT_EQ(decode("shift_jis", "ok \x82", OnBadBytes::kReplace), "ok \uFFFD");
}

TEST(Decoder, IsUsableAfterAnError) {
  Decoder decoder("shift_jis", OnBadBytes::kError);
  EXPECT_THROW(decoder.decode("\x82", "a"), Error);
  EXPECT_EQ(decoder.decode("\x82\xA0", "b"), "\u3042");
}

TEST(Decoder, RefusesUnknownEncodings) {
  EXPECT_EQ(error_of("klingon-1", "x"),
            "encoding: 'klingon-1' is not known; choose utf-8, latin-1 or a name that ICU knows");
  EXPECT_NE(error_of("", "x"), "");
}

}  // namespace
}  // namespace taxon
