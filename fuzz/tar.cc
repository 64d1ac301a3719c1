// The archive reader, behind gzip's checksum: the input is a plain tar. Names are relative, lead nowhere else
// and come once; what the members hold keeps to the limit; and as class folders they make a sound data set.
#include <algorithm>
#include <set>

#include "data/documents.h"
#include "dataset_rules.h"
#include "fuzz.h"
#include "pack_gzip.h"

namespace taxon {
namespace {

void check_name(std::string_view name) {
  for (const auto part : parts_between(name, "/"))
    FUZZ_REQUIRE(part != ".." && part != "." && (!part.empty() || name.empty()));
}

void check_documents(const Documents& documents, std::size_t limit) {
  const std::set<std::string> once(documents.names.begin(), documents.names.end());
  FUZZ_REQUIRE(once.size() == documents.names.size());
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < documents.names.size(); ++i) {
    check_name(documents.names[i]);
    bytes += documents.load(i).size();
  }
  FUZZ_REQUIRE(bytes <= limit);
}

}  // namespace
}  // namespace taxon

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace taxon;
  const auto packed = packed_gzip(as_text(data, size));
  const auto path = write_scratch("archive.tar.gz", packed);
  const auto documents = accepted([&] { return read_tar(path); });
  if (!documents) return 0;
  check_documents(*documents, (std::size_t{64} << 20U) + 100 * packed.size());
  const ReadOptions options{.on_bad_bytes = OnBadBytes::kReplace};
  const auto made = accepted([&] { return from_class_folders(read_tar(path), options); });
  if (made) require_well_formed(*made);
  return 0;
}
