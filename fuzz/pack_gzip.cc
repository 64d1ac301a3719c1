#include "pack_gzip.h"

#include <zlib.h>

#include "fuzz.h"

namespace taxon {

std::string packed_gzip(std::string_view bytes) {
  z_stream zlib{};
  FUZZ_REQUIRE(deflateInit2(&zlib, Z_NO_COMPRESSION, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY) ==
               Z_OK);
  std::string packed(deflateBound(&zlib, bytes.size()), '\0');
  zlib.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  zlib.avail_in = static_cast<uInt>(bytes.size());
  zlib.next_out = reinterpret_cast<Bytef*>(packed.data());
  zlib.avail_out = static_cast<uInt>(packed.size());
  FUZZ_REQUIRE(deflate(&zlib, Z_FINISH) == Z_STREAM_END);
  packed.resize(packed.size() - zlib.avail_out);
  deflateEnd(&zlib);
  return packed;
}

}  // namespace taxon
