#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace taxon {

// The most bytes that a compressed file of this size may unpack to: 64 MiB and 100 times the file. Text
// shrinks 3- to 20-fold, a bomb 1,000-fold.
std::size_t unpacked_limit(std::size_t packed_bytes);

// The bytes inside a gzip file, piece by piece. Every member of the file is inflated and its CRC and length
// are checked by zlib; nothing is allocated by what the file says about itself.
class GzipStream {
 public:
  // Throws Error naming the path if it cannot be read or is not a gzip file.
  explicit GzipStream(const std::string& path);
  ~GzipStream();

  // The next piece, valid until the next call; empty at the end. Throws Error naming the path if the file
  // is cut short, damaged, followed by something else, or inflates to more than limit() bytes.
  std::string_view next();

  // unpacked_limit() of the file.
  std::size_t limit() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace taxon
