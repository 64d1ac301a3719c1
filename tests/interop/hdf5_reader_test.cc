#include "interop/hdf5_reader.h"

#include <gtest/gtest.h>

#include <cstring>

#include "base/error.h"
#include "interop/hdf5_walk.h"
#include "keras_files.h"
#include "model/section_bytes.h"
#include "model/temp_file.h"

namespace taxon {
namespace {

TEST(Hdf5Reader, ListsArraysAndTexts) {
  const Hdf5Contents contents = read_hdf5(golden_keras("trained.h5"), "m.h5");
  const auto& kernel = contents.datasets.at("model_weights/dense_5/dense_5/kernel");
  EXPECT_EQ(kernel.shape, (std::vector<std::int64_t>{8, 3}));
  EXPECT_TRUE(kernel.is_real);
  EXPECT_EQ(kernel.values.size(), 24U);
  const auto* names = contents.attribute("model_weights", "layer_names");
  ASSERT_NE(names, nullptr);
  EXPECT_EQ(names->back(), "dense_5");
  EXPECT_NE(contents.attribute("", "model_config"), nullptr);
  EXPECT_EQ(contents.attribute("", "nothing"), nullptr);
  for (const auto& [path, dataset] : contents.datasets) EXPECT_FALSE(path.starts_with("optimizer")) << path;
}

// Debian's HDF5 crashes on some of these; what counts is that this process does not, and that what comes
// out is an Error naming the file or a listing whose sizes agree.
TEST(Hdf5Reader, OutlivesDamage) {
  const std::string whole = golden_keras("plain.weights.h5");
  int refused = 0, listed = 0;
  for (int i = 0; i < 200; ++i) {
    std::string bytes = whole;
    // The first blocks hold the structure; a step without a common factor meets all kinds of it.
    const std::size_t place = static_cast<std::size_t>(i) * 977 % bytes.size();
    bytes[place] = static_cast<char>(static_cast<unsigned char>(bytes[place]) ^ (1U << (i % 8)));
    try {
      const Hdf5Contents contents = read_hdf5(bytes, "m.h5");
      for (const auto& [path, dataset] : contents.datasets) {
        std::size_t size = 1;
        for (const auto extent : dataset.shape) size *= static_cast<std::size_t>(extent);
        EXPECT_EQ(dataset.values.size(), dataset.is_real ? size : 0U);
      }
      ++listed;
    } catch (const Error& error) {
      EXPECT_TRUE(std::string(error.what()).starts_with("m.h5: ")) << error.what();
      ++refused;
    }
  }
  EXPECT_GT(listed, 0);
  EXPECT_GT(refused, 0);
}

TEST(Hdf5Reader, NoticesEveryCut) {
  const std::string whole = golden_keras("plain.weights.h5");
  for (std::size_t size = 0; size < whole.size(); size += size < 128 ? 1 : 1021)
    EXPECT_THROW(read_hdf5(whole.substr(0, size), "m.h5"), Error) << size;
}

std::string entry(char kind, const std::string& path) {
  std::string bytes(1, kind);
  append<std::uint32_t>(bytes, static_cast<std::uint32_t>(path.size()));
  return bytes + path;
}

std::string dataset_entry(std::initializer_list<std::uint64_t> extents, std::size_t value_bytes) {
  std::string bytes = entry(kHdf5Dataset, "a");
  append<std::uint8_t>(bytes, 1);
  append<std::uint32_t>(bytes, static_cast<std::uint32_t>(extents.size()));
  for (const std::uint64_t extent : extents) append(bytes, extent);
  return bytes + std::string(value_bytes, '\0');
}

// A child that the file has taken over may send anything.
TEST(Hdf5Reader, ChecksTheChildsAnswer) {
  const std::string end(1, kHdf5End);
  EXPECT_EQ(parse_hdf5_listing(dataset_entry({2, 3}, 24) + end).datasets.at("a").values.size(), 6U);
  const std::string good = dataset_entry({2, 3}, 24) + end;
  for (std::size_t size = 0; size < good.size(); ++size)
    EXPECT_THROW(parse_hdf5_listing(good.substr(0, size)), Error);
  EXPECT_THROW(parse_hdf5_listing(good + "x"), Error);
  EXPECT_THROW(parse_hdf5_listing("?" + good), Error);
  EXPECT_THROW(parse_hdf5_listing(dataset_entry({~std::uint64_t{0}}, 0) + end), Error);
  EXPECT_THROW(parse_hdf5_listing(dataset_entry({1ULL << 40U, 1ULL << 40U}, 0) + end), Error);
  EXPECT_THROW(parse_hdf5_listing(dataset_entry({1, 1, 1, 1, 1, 1, 1, 1, 1}, 4) + end), Error);
}

}  // namespace
}  // namespace taxon
