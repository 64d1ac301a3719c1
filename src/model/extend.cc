#include "model/extend.h"

#include <algorithm>

#include "base/check.h"

namespace taxon {

void copy_known_values(const Parameters& known, std::int32_t words, Parameters& parameters) {
  for (const auto& from : known.layout().tensors()) {
    const TensorSpec& to = parameters.layout().find(from.name);
    TAXON_CHECK(from.shape.size() == to.shape.size());
    auto rows = static_cast<std::size_t>(from.shape[0]);
    const auto all_rows = static_cast<std::size_t>(to.shape[0]);
    const std::size_t columns = from.size / rows, stride = to.size / all_rows;
    if (from.name == "embedding/token") rows = static_cast<std::size_t>(words);
    TAXON_CHECK(rows <= all_rows && columns <= stride);
    const float* source = known.values().data() + from.offset;
    float* target = parameters.values().data() + to.offset;
    for (std::size_t row = 0; row < rows; ++row) {
      std::copy_n(source + row * columns, columns, target + row * stride);
    }
  }
}

}  // namespace taxon
