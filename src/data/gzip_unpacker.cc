#include <zlib.h>

#include <algorithm>
#include <limits>
#include <new>

#include "base/check.h"
#include "base/error.h"
#include "data/unpacker.h"

namespace taxon {
namespace {

constexpr int kGzipOnly = 16 + MAX_WBITS;  // zlib's code for "expect a gzip header and trailer"
constexpr char kFirstByte = '\x1F';        // of every member

// zlib counts in 32 bits.
uInt count_of(std::size_t n) {
  return static_cast<uInt>(std::min<std::size_t>(n, std::numeric_limits<uInt>::max()));
}

class GzipUnpacker : public Unpacker {
 public:
  explicit GzipUnpacker(const std::string& file) : file_(file) {
    TAXON_CHECK(inflateInit2(&zlib_, kGzipOnly) == Z_OK);
  }
  ~GzipUnpacker() override { inflateEnd(&zlib_); }
  GzipUnpacker(const GzipUnpacker&) = delete;
  GzipUnpacker& operator=(const GzipUnpacker&) = delete;

  std::size_t unpack(std::string_view& packed, std::span<char> room) override {
    // What filled the room may have left more inside zlib, although all packed bytes are taken.
    while (!packed.empty() || (filled_ && in_member_)) {
      filled_ = false;
      if (!in_member_ && !begin_member(packed)) break;
      const std::size_t made = inflate_some(packed, room);
      filled_ = made == room.size();
      if (made > 0) return made;
    }
    return 0;
  }
  bool may_end() const override { return !in_member_; }

 private:
  // After a member comes another one, zero bytes (tapes and some writers pad with them), or the end.
  bool begin_member(std::string_view& packed) {
    packed.remove_prefix(std::min(packed.find_first_not_of('\0'), packed.size()));
    if (packed.empty()) return false;
    if (packed.front() != kFirstByte) {
      throw Error({.file = file_}, "is damaged: something follows the compressed data; get the file again");
    }
    TAXON_CHECK(inflateReset(&zlib_) == Z_OK);
    in_member_ = true;
    return true;
  }

  std::size_t inflate_some(std::string_view& packed, std::span<char> room) {
    zlib_.next_out = reinterpret_cast<Bytef*>(room.data());
    zlib_.avail_out = count_of(room.size());
    zlib_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    zlib_.avail_in = count_of(packed.size());
    const uInt given = zlib_.avail_in, offered = zlib_.avail_out;
    const int status = inflate(&zlib_, Z_NO_FLUSH);
    packed.remove_prefix(given - zlib_.avail_in);
    if (status == Z_STREAM_END) {
      in_member_ = false;
    } else if (status == Z_DATA_ERROR || status == Z_NEED_DICT) {
      throw Error({.file = file_}, std::string("is damaged (") + (zlib_.msg ? zlib_.msg : "invalid data") +
                                       "); get the file again");
    } else if (status == Z_MEM_ERROR) {
      throw std::bad_alloc();
    }
    return offered - zlib_.avail_out;
  }

  std::string file_;
  z_stream zlib_{};
  bool in_member_ = true;
  bool filled_ = false;
};

}  // namespace

std::unique_ptr<Unpacker> gzip_unpacker(const std::string& file) {
  return std::make_unique<GzipUnpacker>(file);
}

}  // namespace taxon
