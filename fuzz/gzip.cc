// The unpacker of gzip and zstd: what it hands out keeps to its limit and is, packed anew, handed out again.
#include <zlib.h>

#include "data/byte_source.h"
#include "fuzz.h"
#include "pack_gzip.h"

namespace taxon {
namespace {

std::string inflated(const std::string& path) {
  ByteSource stream(path);
  std::string all;
  for (auto piece = stream.next(); !piece.empty(); piece = stream.next()) all += piece;
  FUZZ_REQUIRE(all.size() <= stream.limit());
  return all;
}

}  // namespace
}  // namespace taxon

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace taxon;
  const auto path = write_scratch("file.gz", as_text(data, size));
  const auto content = accepted([&] { return inflated(path); });
  if (content) FUZZ_REQUIRE(inflated(write_scratch("again.gz", packed_gzip(*content))) == *content);
  return 0;
}
