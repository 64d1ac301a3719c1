#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/encoding.h"

namespace taxon {

// Turns bytes of an encoding that ICU knows into UTF-8, piece by piece; a character may be cut between two
// pieces. Only Decoder uses it. For one thread at a time.
class IcuConverter {
 public:
  // Null where ICU does not know the name.
  static std::unique_ptr<IcuConverter> open(const std::string& encoding, OnBadBytes on_bad_bytes);
  virtual ~IcuConverter() = default;

  // From here on the bytes are a new document's.
  virtual void start() = 0;

  struct BadByte {
    std::uint64_t offset = 0;  // from the document's start
    unsigned char byte = 0;
  };
  // Appends to `text`; `last`: nothing comes behind these bytes. With OnBadBytes::kError gives the first bad
  // byte, and then the document is to be given up.
  virtual std::optional<BadByte> convert(std::string_view bytes, bool last, std::string& text) = 0;

  // Of this document: how many bad sequences became U+FFFD, and where the first began.
  virtual std::int64_t replaced() const = 0;
  virtual std::uint64_t first_replaced() const = 0;
};

}  // namespace taxon
