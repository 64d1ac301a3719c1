// What the process that reads an HDF5 file sends back: what is accepted has arrays whose values fill their
// shapes.
#include "fuzz.h"
#include "interop/hdf5_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace taxon;
  const auto contents = accepted([&] { return parse_hdf5_listing(as_text(data, size)); });
  if (!contents) return 0;
  for (const auto& [path, dataset] : contents->datasets) {
    std::size_t values = dataset.is_real ? 1 : 0;
    for (const auto extent : dataset.shape) values *= static_cast<std::size_t>(extent);
    FUZZ_REQUIRE(dataset.values.size() == values);
  }
  return 0;
}
