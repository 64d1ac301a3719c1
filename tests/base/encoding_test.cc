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

// Every way of cutting the bytes in two, and byte by byte.
void expect_pieces(const std::string& encoding, const std::string& bytes, const std::string& text,
                   OnBadBytes on_bad_bytes = OnBadBytes::kError) {
  Decoder decoder(encoding, on_bad_bytes);
  EXPECT_EQ(decoder.decode(bytes, "doc.txt"), text);
  std::string singly;
  decoder.start("doc.txt");
  for (const char c : bytes) decoder.append({&c, 1}, singly);
  decoder.finish(singly);
  EXPECT_EQ(singly, text) << encoding;
  for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
    std::string joined;
    decoder.start("doc.txt");
    decoder.append(std::string_view(bytes).substr(0, cut), joined);
    decoder.append(std::string_view(bytes).substr(cut), joined);
    decoder.finish(joined);
    EXPECT_EQ(joined, text) << encoding << " cut at " << cut;
  }
}

TEST(Decoder, DecodesPieces) {
  expect_pieces("utf-8", "\xEF\xBB\xBFh\u00E9 \u20AC \U0001F600", "h\u00E9 \u20AC \U0001F600");
  expect_pieces("utf-16", "\xFE\xFF\0h\xD8\x3D\xDE\x00"s, "h\U0001F600");
  expect_pieces("utf-16le", "h\0\x3D\xD8\x00\xDE"s, "h\U0001F600");
  expect_pieces("shift_jis", "\x82\xA0 \x82\xA2", "\u3042 \u3044");
  expect_pieces("latin-1", "\xEF\xBB\xBF\xE9", "\u00EF\u00BB\u00BF\u00E9");
}

TEST(Decoder, RecognisesWideEncodingsByTheirMark) {
  expect_pieces("utf-8", "\xFF\xFEh\0i\0"s, "hi");
  expect_pieces("utf-8", "\xFE\xFF\0h\0i"s, "hi");
  expect_pieces("utf-8", "\xFF\xFE\0\0h\0\0\0"s, "h");
  expect_pieces("utf-8", "\0\0\xFE\xFF\0\0\0h"s, "h");
  expect_pieces("utf-8", "\0\0a"s, "\0\0a"s);  // begins as UTF-32's mark does
  expect_pieces("utf-8", "\xFF\xFE", "");
}

// Row 5 of the trouble cases: as many as Python replaces, however the bytes are cut.
TEST(Decoder, ReplacesInPieces) {
  const std::string bad = "\xE2\x82 x \xF0\x9F\x98 y \xC0\xAF \xED\xA0\x80 \xFF";
  const std::string text = "\uFFFD x \uFFFD y \uFFFD\uFFFD \uFFFD\uFFFD\uFFFD \uFFFD";
  expect_pieces("utf-8", bad, text, OnBadBytes::kReplace);
  expect_pieces("utf-8", "ab\xE2\x82", "ab\uFFFD", OnBadBytes::kReplace);
  expect_pieces("shift_jis", "ok \x82", "ok \uFFFD", OnBadBytes::kReplace);
}

TEST(Decoder, CountsWhatItReplaces) {
  Decoder decoder("utf-8", OnBadBytes::kReplace);
  decoder.decode("fine", "a");
  EXPECT_EQ(decoder.bad_bytes().count, 0);
  decoder.decode("ok \xFF\xC0", "b");
  decoder.decode("\xFF", "c");
  EXPECT_EQ(decoder.bad_bytes().count, 3);
  EXPECT_EQ(decoder.bad_bytes().first, "b: byte 3");
  Decoder icu("shift_jis", OnBadBytes::kReplace);
  std::string text;
  icu.start("d");
  icu.append("ok \x82", text);
  icu.append("\xFF", text);
  icu.finish(text);
  EXPECT_EQ(icu.bad_bytes().first, "d: byte 3");
}

// The offset counts from the document's start, and what stands before it has come out.
TEST(Decoder, NamesTheOffsetAcrossPieces) {
  for (const std::string encoding : {"utf-8", "shift_jis"}) {
    Decoder decoder(encoding, OnBadBytes::kError);
    std::string text;
    decoder.start("doc");
    decoder.append("abc", text);
    try {
      decoder.append("de\xFFgh", text);
      ADD_FAILURE() << encoding;
    } catch (const Error& error) {
      EXPECT_NE(std::string(error.what()).find("doc: byte 5 (0xFF)"), std::string::npos) << error.what();
    }
    EXPECT_EQ(text, "abcde");
  }
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
