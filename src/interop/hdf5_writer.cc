#include "interop/hdf5_writer.h"

#include <hdf5.h>

#include <array>
#include <mutex>

#include "base/check.h"
#include "interop/hdf5_handle.h"

namespace taxon {
namespace {

constexpr std::size_t kGrowth = std::size_t{1} << 20U;

// A file that stands in memory only. Its name is never looked up.
hid_t create_in_memory() {
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  const Hdf5Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "make a property list");
  TAXON_CHECK(H5Pset_fapl_core(access.get(), kGrowth, false) >= 0);
  return H5Fcreate("in memory", H5F_ACC_TRUNC, H5P_DEFAULT, access.get());
}

}  // namespace

struct Hdf5Writer::State {
  std::lock_guard<std::mutex> lock{hdf5_mutex()};
  Hdf5Handle file{create_in_memory(), H5Fclose, "make a file in memory"};
  Hdf5Handle links{H5Pcreate(H5P_LINK_CREATE), H5Pclose, "make a property list"};
  Hdf5Handle arrays{H5Pcreate(H5P_DATASET_CREATE), H5Pclose, "make a property list"};
};

Hdf5Writer::Hdf5Writer() : state_(std::make_unique<State>()) {
  TAXON_CHECK(H5Pset_create_intermediate_group(state_->links.get(), 1) >= 0);
  TAXON_CHECK(H5Pset_obj_track_times(state_->arrays.get(), false) >= 0);
}

Hdf5Writer::~Hdf5Writer() = default;

void Hdf5Writer::add(const std::string& path, std::span<const std::int64_t> shape,
                     std::span<const float> values) {
  std::array<hsize_t, H5S_MAX_RANK> extents{};
  TAXON_CHECK(shape.size() <= extents.size());
  std::size_t size = 1;
  for (std::size_t i = 0; i < shape.size(); ++i) size *= extents[i] = static_cast<hsize_t>(shape[i]);
  TAXON_CHECK(size == values.size());
  const Hdf5Handle space(H5Screate_simple(static_cast<int>(shape.size()), extents.data(), nullptr), H5Sclose,
                         "make a shape");
  const Hdf5Handle array(H5Dcreate2(state_->file.get(), path.c_str(), H5T_IEEE_F32LE, space.get(),
                                    state_->links.get(), state_->arrays.get(), H5P_DEFAULT),
                         H5Dclose, "make an array");
  if (H5Dwrite(array.get(), H5T_NATIVE_FLOAT, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()) < 0)
    throw Error("cannot be written: HDF5 has no memory for its weights");
}

std::string Hdf5Writer::finish() {
  TAXON_CHECK(H5Fflush(state_->file.get(), H5F_SCOPE_LOCAL) >= 0);
  const ssize_t size = H5Fget_file_image(state_->file.get(), nullptr, 0);
  TAXON_CHECK(size > 0);
  std::string image(static_cast<std::size_t>(size), '\0');
  TAXON_CHECK(H5Fget_file_image(state_->file.get(), image.data(), image.size()) == size);
  return image;
}

}  // namespace taxon
