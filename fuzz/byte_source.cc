// Packed and plain input: first byte: as it comes, packed as gzip, or with the trailer cut off. What is
// handed out keeps to its limit and is, packed anew, handed out again; plain bytes come through as they are.
#include "data/byte_source.h"

#include "fuzz.h"
#include "pack_gzip.h"

namespace taxon {
namespace {

struct Unpacked {
  std::string bytes;
  Packing packing;
};

Unpacked read_all(const std::string& path) {
  ByteSource source(path);
  Unpacked all;
  for (auto piece = source.next(); !piece.empty(); piece = source.next()) all.bytes += piece;
  FUZZ_REQUIRE(all.bytes.size() <= source.limit());
  all.packing = source.packing();
  return all;
}

}  // namespace
}  // namespace taxon

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace taxon;
  auto bytes = as_text(data, size);
  const unsigned how = take_byte(bytes) % 3;
  std::string file = how == 0 ? std::string(bytes) : packed_gzip(bytes);
  constexpr std::size_t kTrailer = 8;
  if (how == 2) file.resize(file.size() - kTrailer);
  const auto path = write_scratch("file", file);
  const auto unpacked = accepted([&] { return read_all(path); });
  FUZZ_REQUIRE(how == 0 || unpacked.has_value() == (how == 1));
  if (!unpacked) return 0;
  if (unpacked->packing == Packing::kNone) FUZZ_REQUIRE(unpacked->bytes == file);
  FUZZ_REQUIRE(read_all(write_scratch("again", packed_gzip(unpacked->bytes))).bytes == unpacked->bytes);
  return 0;
}
