#include "data/gzip_stream.h"

#include <zlib.h>

#include <algorithm>
#include <limits>
#include <vector>

#include "base/check.h"
#include "base/error.h"
#include "base/files.h"

namespace taxon {
namespace {

constexpr std::size_t kPiece = std::size_t{256} << 10U;
constexpr int kGzipOnly = 16 + MAX_WBITS;  // zlib's code for "expect a gzip header and trailer"

}  // namespace

std::size_t unpacked_limit(std::size_t packed_bytes) {
  return (std::size_t{64} << 20U) + 100 * packed_bytes;
}

struct GzipStream::State {
  std::string path;
  MappedFile file;
  std::string_view rest;  // not yet inflated
  z_stream zlib{};
  std::vector<unsigned char> piece = std::vector<unsigned char>(kPiece);
  std::size_t produced = 0;
  bool in_member = true;

  explicit State(const std::string& path_) : path(path_), file(path_) {
    rest = {reinterpret_cast<const char*>(file.bytes().data()), file.bytes().size()};
    TAXON_CHECK(inflateInit2(&zlib, kGzipOnly) == Z_OK);
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() { inflateEnd(&zlib); }

  [[noreturn]] void fail(const std::string& what) const { throw Error({.file = path}, what); }
  std::size_t inflate_piece();
  bool next_member();
};

GzipStream::GzipStream(const std::string& path) : state_(std::make_unique<State>(path)) {
  if (!state_->rest.starts_with("\x1F\x8B")) {
    state_->fail(state_->rest.empty() ? "is empty"
                                      : "is not a gzip file; give --format if it is something else");
  }
}

GzipStream::~GzipStream() = default;

std::size_t GzipStream::limit() const {
  return unpacked_limit(state_->file.bytes().size());
}

// Fills the piece as far as it goes within one member.
std::size_t GzipStream::State::inflate_piece() {
  zlib.next_out = piece.data();
  zlib.avail_out = static_cast<uInt>(piece.size());
  // zlib counts in 32 bits, so a large file is handed over in parts.
  const auto part = std::min<std::size_t>(rest.size(), std::numeric_limits<uInt>::max());
  zlib.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(rest.data()));
  zlib.avail_in = static_cast<uInt>(part);
  const int status = inflate(&zlib, Z_NO_FLUSH);
  rest.remove_prefix(part - zlib.avail_in);
  const std::size_t made = piece.size() - zlib.avail_out;
  if (status == Z_STREAM_END) {
    in_member = false;
  } else if (status == Z_DATA_ERROR || status == Z_NEED_DICT) {
    fail(std::string("is damaged (") + (zlib.msg ? zlib.msg : "invalid data") + "); get the file again");
  } else if (status == Z_MEM_ERROR) {
    throw std::bad_alloc();
  } else if (made == 0 && rest.empty()) {
    fail("is cut short: it ends in the middle of the compressed data; get the file again");
  }
  return made;
}

// After a member comes another one, zero bytes (tapes and some writers pad with them), or the end.
bool GzipStream::State::next_member() {
  if (rest.find_first_not_of('\0') == std::string_view::npos) return false;
  if (!rest.starts_with("\x1F\x8B"))
    fail("is damaged: something follows the compressed data; get the file again");
  TAXON_CHECK(inflateReset(&zlib) == Z_OK);
  in_member = true;
  return true;
}

std::string_view GzipStream::next() {
  for (;;) {
    if (!state_->in_member && !state_->next_member()) return {};
    const std::size_t made = state_->inflate_piece();
    state_->produced += made;
    if (state_->produced > limit())
      state_->fail("inflates to more than 100 times its size; it is no archive of texts");
    if (made > 0) return {reinterpret_cast<const char*>(state_->piece.data()), made};
  }
}

}  // namespace taxon
