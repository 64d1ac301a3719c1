#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "encoder/config.h"
#include "encoder/parameters.h"

namespace taxon {

// How networks' weights stand in a model file (docs/model-file.md). What is read borrows from the section;
// what is wrong is an Error without a place (section_bytes.h).

// What stands before the first network's values: number of tensors, an entry a tensor, zeros up to the next
// multiple of 64.
std::string weights_table(const ParameterLayout& layout);
Parameters read_weights(std::span<const std::byte> section, const EncoderConfig& config);

// The values of the networks behind the first, which have its tensors; each begins at a multiple of 64. The
// pieces are borrowed from the networks.
std::vector<std::string_view> further_weights(std::span<const Parameters> networks);
std::vector<Parameters> read_further_weights(std::span<const std::byte> section, const EncoderConfig& config,
                                             std::size_t networks);

}  // namespace taxon
