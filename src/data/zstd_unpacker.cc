#include <zstd.h>

#include <new>

#include "base/error.h"
#include "data/unpacker.h"

namespace taxon {
namespace {

class ZstdUnpacker : public Unpacker {
 public:
  explicit ZstdUnpacker(const std::string& file) : file_(file), stream_(ZSTD_createDStream()) {
    if (!stream_) throw std::bad_alloc();
  }
  ~ZstdUnpacker() override { ZSTD_freeDStream(stream_); }
  ZstdUnpacker(const ZstdUnpacker&) = delete;
  ZstdUnpacker& operator=(const ZstdUnpacker&) = delete;

  // The library takes frames one after the other and refuses what is none. It also bounds its own memory: a
  // window of more than 128 MiB is refused.
  std::size_t unpack(std::string_view& packed, std::span<char> room) override {
    ZSTD_outBuffer out{room.data(), room.size(), 0};
    // What filled the room may have left more inside, although all packed bytes are taken.
    while (!packed.empty() || (filled_ && !at_frame_end_)) {
      ZSTD_inBuffer in{packed.data(), packed.size(), 0};
      const std::size_t left = ZSTD_decompressStream(stream_, &out, &in);
      if (ZSTD_isError(left)) {
        throw Error({.file = file_},
                    std::string("is damaged (") + ZSTD_getErrorName(left) + "); get the file again");
      }
      packed.remove_prefix(in.pos);
      at_frame_end_ = left == 0;
      filled_ = out.pos == out.size;
      if (out.pos > 0) break;
    }
    return out.pos;
  }
  bool may_end() const override { return at_frame_end_; }

 private:
  std::string file_;
  ZSTD_DStream* stream_;
  bool at_frame_end_ = false;
  bool filled_ = false;
};

}  // namespace

std::unique_ptr<Unpacker> zstd_unpacker(const std::string& file) {
  return std::make_unique<ZstdUnpacker>(file);
}

}  // namespace taxon
