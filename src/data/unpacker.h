#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace taxon {

// Unpacks a stream of packed bytes. Only ByteSource uses it.
class Unpacker {
 public:
  virtual ~Unpacker() = default;

  // Unpacks bytes from the front of `packed`, taking them off, into `room`; gives how many it made. None are
  // made only where it needs more packed bytes. Throws Error naming the file for damage.
  virtual std::size_t unpack(std::string_view& packed, std::span<char> room) = 0;

  // Whether the packed data may end where they are.
  virtual bool may_end() const = 0;
};

// `file` is for messages.
std::unique_ptr<Unpacker> gzip_unpacker(const std::string& file);
std::unique_ptr<Unpacker> zstd_unpacker(const std::string& file);

}  // namespace taxon
