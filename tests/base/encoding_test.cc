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

TEST(FirstBadUtf8, FindsTheFirstBadByteWhereverItStands) {
  EXPECT_EQ(first_bad_utf8(""), std::string_view::npos);
  // Every alignment of the eight-byte steps.
  for (std::size_t before = 0; before < 20; ++before) {
    const std::string ascii(before, 'x');
    EXPECT_EQ(first_bad_utf8(ascii + "\xE9"), before);
    EXPECT_EQ(first_bad_utf8(ascii + "\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80" + ascii), std::string_view::npos);
    EXPECT_EQ(first_bad_utf8(ascii + "\xC3\xA9\xE2\x82" + ascii), before + 2);
  }
}

TEST(FirstBadUtf8, KnowsTheBordersOfEveryRange) {
  for (const auto& good : {"\x00"s, "\x7F"s, "\xC2\x80"s, "\xDF\xBF"s, "\xE0\xA0\x80"s, "\xED\x9F\xBF"s,
                           "\xEE\x80\x80"s, "\xEF\xBF\xBF"s, "\xF0\x90\x80\x80"s, "\xF4\x8F\xBF\xBF"s}) {
    EXPECT_EQ(first_bad_utf8(good), std::string_view::npos) << testing::PrintToString(good);
  }
  for (const auto& bad :
       {"\x80"s, "\xBF"s, "\xC0\x80"s, "\xC1\xBF"s, "\xC2"s, "\xC2\x41"s, "\xE0\x9F\xBF"s, "\xED\xA0\x80"s,
        "\xE1\x80"s, "\xF0\x8F\xBF\xBF"s, "\xF4\x90\x80\x80"s, "\xF5\x80\x80\x80"s, "\xFF"s}) {
    EXPECT_EQ(first_bad_utf8(bad), 0U) << testing::PrintToString(bad);
  }
}

// Row 5 of the trouble cases; the counts are Python 3.11's.
TEST(ReplaceBadUtf8, CountsAsPythonDoes) {
  EXPECT_EQ(replace_bad_utf8("\xE2\x82 x \xF0\x9F\x98 y \xC0\xAF \xED\xA0\x80 \xFF"),
            "\uFFFD x \uFFFD y \uFFFD\uFFFD \uFFFD\uFFFD\uFFFD \uFFFD");
  EXPECT_EQ(replace_bad_utf8("ok \xF0\x9F\x98\x80 \xE2\x82"), "ok \U0001F600 \uFFFD");
}

TEST(QuotedName, IsOneLineOfUtf8) {
  EXPECT_EQ(quoted_name("Gr\u00F6\u00DFe"), "'Gr\u00F6\u00DFe'");
  EXPECT_EQ(quoted_name("a\nb\x7F\xFF"s), "'a\\x0Ab\\x7F\uFFFD'");
  EXPECT_EQ(quoted_name(std::string(200, 'x')), "'" + std::string(120, 'x') + "...'");
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
