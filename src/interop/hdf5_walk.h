#pragma once

#include <cstddef>
#include <string_view>

#include "base/files.h"

namespace taxon {

// The listing of an HDF5 file as it passes from the child that reads it to its parent: a run of
// kHdf5Dataset: path, 1 if floating-point else 0 (1 byte), rank (4 bytes), extents (8 bytes each), and, if
// floating-point, the values as float32;
// kHdf5Attribute: PATH@NAME, number of texts (4 bytes), the texts;
// and kHdf5End; a path or text is its length (4 bytes) and its bytes.
constexpr char kHdf5Dataset = 'D', kHdf5Attribute = 'A', kHdf5End = 'E';
constexpr std::size_t kHdf5Dimensions = 8;

// Lists the HDF5 file in `image`, which is not changed. To be run in a child process: the library may crash,
// hang or eat memory on hostile files. most: the bytes of values that one array may have. Throws Error
// without a place for what the library finds wrong.
void walk_hdf5(std::string_view image, std::size_t most, const Sink& sink);

}  // namespace taxon
