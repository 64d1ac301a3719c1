#include "interop/hdf5_walk.h"

#include <hdf5.h>
#include <hdf5_hl.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "base/error.h"
#include "interop/hdf5_handle.h"
#include "model/section_bytes.h"

namespace taxon {
namespace {

// A model of thousands of layers is far inside; links in circles are not.
constexpr int kDeepest = 24;
constexpr std::size_t kMostObjects = 100'000;
constexpr std::size_t kLongestName = 4096, kLongestText = std::size_t{64} << 20U;

void append_text(std::string& bytes, std::string_view text) {
  append<std::uint32_t>(bytes, static_cast<std::uint32_t>(text.size()));
  bytes += text;
}

class Walk {
 public:
  Walk(std::size_t most, const Sink& sink) : most_(most), sink_(sink) {}

  void group(hid_t id, const std::string& path, int depth) {
    if (depth > kDeepest) throw Error("is damaged: its groups are nested too deeply");
    attributes(id, path);
    H5G_info_t info;
    if (H5Gget_info(id, &info) < 0) throw Error("is damaged: HDF5 cannot list group " + quoted_name(path));
    for (hsize_t i = 0; i < info.nlinks; ++i) {
      const std::string name = link_name(id, i);
      // An optimizer's state is twice the weights and nothing that can be carried.
      if (path.empty() && name.starts_with("optimizer")) continue;
      H5L_info_t link;
      if (H5Lget_info(id, name.c_str(), &link, H5P_DEFAULT) < 0 || link.type != H5L_TYPE_HARD) continue;
      if (++objects_ > kMostObjects) throw Error("has too many groups and arrays");
      const Hdf5Handle child(H5Oopen(id, name.c_str(), H5P_DEFAULT), H5Oclose, "open an entry");
      const std::string child_path = path.empty() ? name : path + "/" + name;
      const H5I_type_t type = H5Iget_type(child.get());
      if (type == H5I_GROUP) group(child.get(), child_path, depth + 1);
      if (type == H5I_DATASET) dataset(child.get(), child_path);
    }
  }

 private:
  static std::string link_name(hid_t id, hsize_t i) {
    std::array<char, kLongestName + 1> name{};
    const ssize_t size =
        H5Lget_name_by_idx(id, ".", H5_INDEX_NAME, H5_ITER_INC, i, name.data(), name.size(), H5P_DEFAULT);
    if (size < 0 || static_cast<std::size_t>(size) > kLongestName)
      throw Error("is damaged: HDF5 cannot tell the name of an entry");
    return {name.data(), static_cast<std::size_t>(size)};
  }

  void dataset(hid_t id, const std::string& path) {
    const Hdf5Handle type(H5Dget_type(id), H5Tclose, "tell an array's type");
    const Hdf5Handle space(H5Dget_space(id), H5Sclose, "tell an array's shape");
    const bool real = H5Tget_class(type.get()) == H5T_FLOAT;
    std::array<hsize_t, H5S_MAX_RANK> extents{};
    const int rank = H5Sget_simple_extent_dims(space.get(), extents.data(), nullptr);
    if (rank < 0 || static_cast<std::size_t>(rank) > kHdf5Dimensions)
      throw Error("has an array of too many dimensions at " + quoted_name(path));
    std::string entry(1, kHdf5Dataset);
    append_text(entry, path);
    append<std::uint8_t>(entry, real ? 1 : 0);
    append<std::uint32_t>(entry, static_cast<std::uint32_t>(rank));
    std::uint64_t bytes = sizeof(float);
    for (std::size_t i = 0; i < static_cast<std::size_t>(rank); ++i) {
      append<std::uint64_t>(entry, extents[i]);
      if (__builtin_mul_overflow(bytes, std::uint64_t{extents[i]}, &bytes) || bytes > most_)
        throw Error("has an array larger than the whole file at " + quoted_name(path));
    }
    sink_(entry);
    if (!real) return;
    std::vector<float> values(bytes / sizeof(float));
    if (H5Dread(id, H5T_NATIVE_FLOAT, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()) < 0)
      throw Error("is damaged or truncated: HDF5 cannot read the values of " + quoted_name(path));
    sink_(bytes_of(std::span<const float>(values)));
  }

  void attributes(hid_t id, const std::string& path) {
    H5O_info_t info;
    if (H5Oget_info2(id, &info, H5O_INFO_NUM_ATTRS) < 0)
      throw Error("is damaged: HDF5 cannot list attributes");
    for (hsize_t i = 0; i < info.num_attrs; ++i) {
      if (++objects_ > kMostObjects) throw Error("has too many attributes");
      const Hdf5Handle attribute(
          H5Aopen_by_idx(id, ".", H5_INDEX_NAME, H5_ITER_INC, i, H5P_DEFAULT, H5P_DEFAULT), H5Aclose,
          "open an attribute");
      const Hdf5Handle type(H5Aget_type(attribute.get()), H5Tclose, "tell an attribute's type");
      if (H5Tget_class(type.get()) == H5T_STRING) texts(attribute.get(), type.get(), path);
    }
  }

  void texts(hid_t attribute, hid_t type, const std::string& path) {
    std::array<char, kLongestName + 1> name{};
    if (H5Aget_name(attribute, name.size(), name.data()) < 0)
      throw Error("is damaged: an attribute has no name");
    const Hdf5Handle space(H5Aget_space(attribute), H5Sclose, "tell an attribute's shape");
    const hssize_t count = H5Sget_simple_extent_npoints(space.get());
    const std::size_t size = H5Tget_size(type);
    if (count < 0 || size == 0 || static_cast<std::size_t>(count) > kLongestText / size)
      throw Error("is damaged: an attribute is too large");
    const auto n = static_cast<std::size_t>(count);
    std::string entry(1, kHdf5Attribute);
    append_text(entry, path + "@" + name.data());
    append<std::uint32_t>(entry, static_cast<std::uint32_t>(n));
    if (H5Tis_variable_str(type) > 0) {
      append_pointed_texts(attribute, type, space.get(), n, entry);
    } else {
      std::string bytes(n * size, '\0');
      if (H5Aread(attribute, type, bytes.data()) < 0)
        throw Error("is damaged: HDF5 cannot read an attribute");
      for (std::size_t i = 0; i < n; ++i) {
        const std::string_view text = std::string_view(bytes).substr(i * size, size);
        append_text(entry, text.substr(0, text.find('\0')));  // filled up with zeros
      }
    }
    sink_(entry);
  }

  static void append_pointed_texts(hid_t attribute, hid_t type, hid_t space, std::size_t n,
                                   std::string& entry) {
    std::vector<char*> pointers(n, nullptr);
    if (H5Aread(attribute, type, pointers.data()) < 0)
      throw Error("is damaged: HDF5 cannot read an attribute");
    for (const char* text : pointers) append_text(entry, text ? std::string_view(text) : std::string_view());
    H5Dvlen_reclaim(type, space, H5P_DEFAULT, pointers.data());
  }

  std::size_t most_;
  const Sink& sink_;
  std::size_t objects_ = 0;
};

}  // namespace

void walk_hdf5(std::string_view image, std::size_t most, const Sink& sink) {
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);  // nothing on standard error
  H5PLset_loading_state(0);                     // no plugins
  // Neither copied nor freed nor, as it is opened for reading, changed.
  const Hdf5Handle file(H5LTopen_file_image(const_cast<char*>(image.data()), image.size(),
                                            H5LT_FILE_IMAGE_DONT_COPY | H5LT_FILE_IMAGE_DONT_RELEASE),
                        H5Fclose, "open it");
  const Hdf5Handle root(H5Gopen2(file.get(), "/", H5P_DEFAULT), H5Gclose, "open its root");
  Walk(most, sink).group(root.get(), "", 0);
  sink(std::string_view(&kHdf5End, 1));
}

}  // namespace taxon
