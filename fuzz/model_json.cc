// The JSON sections of a model file: what is accepted, written and read anew, is the same.
#include "model/model_json.h"

#include "fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace taxon;
  const auto json = as_text(data, size);
  if (const auto options = accepted([&] { return options_from_json(json); }))
    FUZZ_REQUIRE(options_from_json(options_to_json(*options)) == *options);
  if (const auto provenance = accepted([&] { return provenance_from_json(json); }))
    FUZZ_REQUIRE(provenance_from_json(provenance_to_json(*provenance)) == *provenance);
  return 0;
}
