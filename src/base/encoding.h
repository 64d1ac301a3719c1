#pragma once

#include <memory>
#include <string>

namespace taxon {

// What to do about bytes that the encoding does not know.
enum class OnBadBytes { kError, kReplace };

// Turns the bytes of a document into UTF-8. One object may be used by one thread at a time.
class Decoder {
 public:
  // encoding: "utf-8", "latin-1" or any name that ICU knows ("windows-1252", "utf-16", "shift_jis", ...),
  // in any case. Throws Error for a name that nobody knows.
  Decoder(const std::string& encoding, OnBadBytes on_bad_bytes);
  ~Decoder();
  Decoder(Decoder&&) noexcept;
  Decoder& operator=(Decoder&&) noexcept;

  // The document as UTF-8, a leading byte-order mark dropped (in Latin-1 it is text). With kError, bytes
  // that are not in the encoding throw an Error that names `file`, their offset and the way out; with
  // kReplace they become U+FFFD.
  std::string decode(std::string bytes, const std::string& file);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace taxon
