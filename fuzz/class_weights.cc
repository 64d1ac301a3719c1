// The file of class weights: what is accepted is one finite weight of at least 0 for every class, and written
// out line by line it reads back as the same.
#include "api/class_weights.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "fuzz.h"

namespace taxon {
namespace {

Dataset some_classes() {
  Dataset data;
  data.classes = {"1", "a", "a b", "größe", "x\ty"};
  return data;
}

std::string written(const Dataset& data, const std::vector<float>& weights) {
  std::string lines;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    std::array<char, 64> number{};
    const auto end = std::to_chars(number.data(), number.data() + number.size(), weights[i]).ptr;
    lines += data.classes[i] + '\t' + std::string(number.data(), end) + '\n';
  }
  return lines;
}

}  // namespace
}  // namespace taxon

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace taxon;
  const Dataset classes = some_classes();
  const auto path = write_scratch("weights", as_text(data, size));
  const auto weights = accepted([&] { return class_weights(path, {}, classes); });
  if (!weights) return 0;
  FUZZ_REQUIRE(weights->size() == classes.classes.size());
  FUZZ_REQUIRE(
      std::all_of(weights->begin(), weights->end(), [](float w) { return std::isfinite(w) && w >= 0; }));
  FUZZ_REQUIRE(class_weights(write_scratch("again", written(classes, *weights)), {}, classes) == *weights);
  return 0;
}
