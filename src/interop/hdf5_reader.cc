#include "interop/hdf5_reader.h"

#include <array>
#include <cstring>
#include <span>

#include "base/error.h"
#include "interop/hdf5_handle.h"
#include "interop/hdf5_walk.h"
#include "interop/isolated.h"
#include "model/section_bytes.h"

namespace taxon {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kSignature = "\x89HDF\r\n\x1a\n"sv;
constexpr std::size_t kSlack = std::size_t{256} << 20U;  // of memory, for the library itself
constexpr int kSeconds = 60;

std::uint64_t number_at(std::string_view image, std::size_t offset) {
  std::uint64_t value = 0;
  std::memcpy(&value, image.data() + offset, sizeof(value));
  return value;
}

// The size that the file says it has, where it can be told: its superblock's "end of file address", of the
// layouts that addresses of 8 bytes leave (HDF5 File Format Specification 3.0, II.A). 0: cannot be told.
std::uint64_t stated_size(std::string_view image) {
  constexpr std::size_t kVersionAt = 8, kShortest = 48;
  if (image.size() < kShortest) return 0;
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(image[i]); };
  const bool old = byte(kVersionAt) < 2;
  if (byte(old ? 13 : 9) != 8) return 0;
  if (!old) return number_at(image, 28);
  const std::size_t address = byte(kVersionAt) == 0 ? 40 : 44;
  return image.size() < address + 8 ? 0 : number_at(image, address);
}

// What can be told without the library, in words that help.
void check_frame(std::string_view image) {
  constexpr std::string_view kZip = "PK\x03\x04"sv;
  if (image.empty()) throw Error("is empty; copy it anew");
  if (!image.starts_with(kSignature)) {
    const bool cut = image.size() < kSignature.size() && kSignature.starts_with(image);
    if (cut)
      throw Error("is truncated: it ends after " + std::to_string(image.size()) + " bytes; copy it anew");
    std::string text = "is not an HDF5 file (starts with " + quoted_name(image.substr(0, 20)) + ")";
    if (image.starts_with(kZip)) text += "; it is a zip: give it the ending .keras if Keras 3 wrote it";
    if (image.starts_with("{"))
      text += "; it is JSON: give the file of model.save(), not the tokenizer's or a configuration";
    if (image.starts_with("version https://git-lfs")) text += "; it is a Git LFS pointer: run git lfs pull";
    throw Error(text);
  }
  const std::uint64_t stated = stated_size(image);
  if (image.size() < 48 || stated > image.size()) {
    throw Error("is truncated: " + std::to_string(image.size()) + " bytes" +
                (stated > 0 ? " of " + std::to_string(stated) : "") + " are there; copy it anew");
  }
}

Hdf5Dataset read_dataset_entry(Cursor& cursor) {
  Hdf5Dataset dataset;
  dataset.is_real = cursor.number<std::uint8_t>() != 0;
  const auto rank = cursor.number<std::uint32_t>();
  if (rank > kHdf5Dimensions) throw Error("has an array of too many dimensions");
  std::uint64_t bytes = sizeof(float);
  for (std::uint32_t i = 0; i < rank; ++i) {
    const auto extent = cursor.number<std::uint64_t>();
    if (extent > std::uint64_t{1} << 40U || __builtin_mul_overflow(bytes, extent, &bytes))
      throw Error("has an array of impossible size");
    dataset.shape.push_back(static_cast<std::int64_t>(extent));
  }
  if (!dataset.is_real) return dataset;
  const auto values = cursor.take(bytes);
  dataset.values.resize(values.size() / sizeof(float));
  if (!values.empty()) std::memcpy(dataset.values.data(), values.data(), values.size());
  return dataset;
}

std::string read_text(Cursor& cursor) {
  const auto size = cursor.number<std::uint32_t>();
  return std::string(cursor.text(size));
}

}  // namespace

const std::vector<std::string>* Hdf5Contents::attribute(const std::string& path,
                                                        const std::string& name) const {
  const auto found = attributes.find(path + "@" + name);
  return found == attributes.end() ? nullptr : &found->second;
}

Hdf5Contents parse_hdf5_listing(std::string_view listing) {
  Cursor cursor(std::as_bytes(std::span(listing)));
  Hdf5Contents contents;
  for (;;) {
    const auto kind = cursor.number<char>();
    if (kind == kHdf5End) break;
    const std::string path = read_text(cursor);
    if (kind == kHdf5Dataset) {
      contents.datasets[path] = read_dataset_entry(cursor);
    } else if (kind == kHdf5Attribute) {
      auto& texts = contents.attributes[path];
      const auto count = cursor.number<std::uint32_t>();
      for (std::uint32_t i = 0; i < count; ++i) texts.push_back(read_text(cursor));
    } else {
      throw Error("is damaged: its listing makes no sense");
    }
  }
  if (cursor.left() != 0) throw Error("is damaged: its listing goes on after its end");
  return contents;
}

Hdf5Contents read_hdf5(std::string_view image, const std::string& file) {
  try {
    check_frame(image);
    // Arrays may be stored compressed (Keras does not): weights shrink by a tenth or so, a bomb a
    // thousandfold.
    const std::size_t most = 4 * image.size() + (std::size_t{1} << 20U);
    const WorkLimits limits{.memory_bytes = 2 * most + kSlack, .seconds = kSeconds, .answer_bytes = most};
    const std::lock_guard lock(hdf5_mutex());
    return parse_hdf5_listing(run_isolated(limits, [&](const Sink& sink) { walk_hdf5(image, most, sink); }));
  } catch (const Error& error) {
    throw Error({.file = file}, error.what());
  }
}

}  // namespace taxon
