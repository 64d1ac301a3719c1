#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

namespace taxon {

// Makes an HDF5 file in memory. The same calls give the same bytes; there is no clock time in it. One thread
// at a time; other readers and writers of HDF5 wait meanwhile.
class Hdf5Writer {
 public:
  Hdf5Writer();
  ~Hdf5Writer();

  // Adds an array of float32, row-major, and the groups above it. values fill the shape.
  void add(const std::string& path, std::span<const std::int64_t> shape, std::span<const float> values);
  // The whole file. To be called once, last.
  std::string finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace taxon
