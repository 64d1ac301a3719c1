#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace taxon {

// What to do about bytes that the encoding does not know.
enum class OnBadBytes { kError, kReplace };

// What OnBadBytes::kReplace has replaced.
struct BadBytes {
  std::int64_t count = 0;  // ill-formed sequences, each of which became one U+FFFD
  std::string first = {};  // where the first stood: "FILE: byte OFFSET"
};

// Turns the bytes of documents into UTF-8, a leading byte-order mark dropped (in Latin-1 it is text). Under
// "utf-8", a document that starts with the mark of UTF-16 or UTF-32 is read as that. With kError, bytes that
// are not in the encoding throw an Error that names the file, their offset and the way out; with kReplace
// they become U+FFFD. One object may be used by one thread at a time.
class Decoder {
 public:
  // encoding: "utf-8", "latin-1" or any name that ICU knows ("windows-1252", "utf-16", "shift_jis", ...),
  // in any case. Throws Error for a name that nobody knows.
  Decoder(const std::string& encoding, OnBadBytes on_bad_bytes);
  ~Decoder();
  Decoder(Decoder&&) noexcept;
  Decoder& operator=(Decoder&&) noexcept;

  // A whole document.
  std::string decode(std::string bytes, const std::string& file);

  // A document piece by piece: start() once, append() for each piece, finish() at its end. Both append UTF-8
  // to `text`, whole characters only: what a piece cuts waits for the next one (as do the first bytes while
  // they may be part of a mark). What stands before a bad byte is appended before the Error is thrown.
  void start(const std::string& file);
  void append(std::string_view bytes, std::string& text);
  void finish(std::string& text);

  // Of all documents so far.
  BadBytes bad_bytes() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace taxon
