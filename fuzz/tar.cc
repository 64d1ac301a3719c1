// Archives in tar form, behind gzip's checksum: the input is the plain tar.
#include "archive_rules.h"
#include "fuzz.h"
#include "pack_gzip.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace taxon;
  const auto packed = packed_gzip(as_text(data, size));
  const auto path = write_scratch("archive.tar.gz", packed);
  check_archive([&] { return read_tar(path); }, packed.size());
  return 0;
}
