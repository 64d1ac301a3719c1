// Archives in zip form.
#include "archive_rules.h"
#include "fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace taxon;
  const auto path = write_scratch("archive.zip", as_text(data, size));
  check_archive([&] { return read_zip(path); }, size);
  return 0;
}
