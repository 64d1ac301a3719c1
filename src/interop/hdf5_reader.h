#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace taxon {

// One array of an HDF5 file.
struct Hdf5Dataset {
  std::vector<std::int64_t> shape;
  bool is_real = false;       // stored as floating-point numbers
  std::vector<float> values;  // row-major, rounded to float32; empty unless is_real
};

// What stands in an HDF5 file, by path without a leading slash ("layers/dense/vars/0").
struct Hdf5Contents {
  std::map<std::string, Hdf5Dataset> datasets;
  // Text attributes, lists of one entry unless they are arrays, by "PATH@NAME" ("@NAME" at the root).
  std::map<std::string, std::vector<std::string>> attributes;

  // The texts of that attribute, or none.
  const std::vector<std::string>* attribute(const std::string& path, const std::string& name) const;
};

// Reads a whole HDF5 file that is held in memory. The HDF5 library (Debian 12 has 1.10, which crashes on some
// damaged files) works in a child process of limited memory and time that can open nothing; what it finds
// comes back as plain bytes and is checked. Only hard links are followed, so no other file is looked at;
// groups at the root whose name starts with "optimizer" are left out. `file` is for messages. Throws Error
// naming it where the image is no HDF5 file, cut short or damaged.
Hdf5Contents read_hdf5(std::string_view image, const std::string& file);

// What the child sends, taken apart: apart from read_hdf5() so that it can be tested on bytes that no sane
// child sends. Throws Error without a place for anything malformed.
Hdf5Contents parse_hdf5_listing(std::string_view listing);

}  // namespace taxon
