#pragma once

#include <string>
#include <string_view>

namespace taxon {

// The bytes as a gzip file, stored without compression: quick, and the fuzzer's changes reach what is inside.
std::string packed_gzip(std::string_view bytes);

}  // namespace taxon
