#pragma once

#include <cstdint>
#include <string>

#include "base/encoding.h"
#include "data/byte_source.h"

namespace taxon {

// The text of a file or of standard input as UTF-8, piece by piece: unpacked (ByteSource), then decoded
// (Decoder). Cutting into lines or cells comes after that, since in some encodings a line end's byte is part
// of other characters too. For one thread.
class TextSource {
 public:
  // As ByteSource and Decoder have them. Throws Error where the path cannot be opened or the encoding is
  // unknown.
  TextSource(const std::string& path, const std::string& encoding, OnBadBytes on_bad_bytes,
             const StopEvent* stop = nullptr);

  // As ByteSource has it.
  void digest_into(Sha256& sha) { bytes_.digest_into(sha); }

  // Appends what comes next to `text`, waiting for it; false at the end. Throws Error for what the file or
  // the encoding does not allow; for a bad byte only after all that stands before it has been handed out, and
  // then names `line`, unless 0, as the one that was reached.
  bool read_more(std::string& text, std::int64_t line = 0);

  // For messages: the path, or "standard input".
  const std::string& name() const { return bytes_.name(); }
  BadBytes bad_bytes() const { return decoder_.bad_bytes(); }

 private:
  ByteSource bytes_;
  Decoder decoder_;
  bool at_end_ = false;
  std::string bad_byte_;  // what to say about it when its turn has come
};

}  // namespace taxon
