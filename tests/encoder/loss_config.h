#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "encoder/config.h"

namespace taxon {

using Classes = std::vector<std::int32_t>;

// All that a loss asks of a network.
inline EncoderConfig config_of(std::size_t classes, Output output) {
  EncoderConfig config;
  config.classes = static_cast<std::int32_t>(classes);
  config.output = output;
  return config;
}

}  // namespace taxon
