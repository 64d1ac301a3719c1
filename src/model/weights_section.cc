#include "model/weights_section.h"

#include <cstdint>

#include "base/error.h"
#include "model/section_bytes.h"
#include "model/section_file.h"

namespace taxon {
namespace {

constexpr std::uint32_t kFloat32 = 1;

std::size_t aligned(std::size_t bytes) {
  return (bytes + kSectionAlignment - 1) / kSectionAlignment * kSectionAlignment;
}

// One tensor as the file describes it, its shape's product already checked against its bytes.
struct StoredTensor {
  std::string_view name;
  std::vector<std::uint64_t> shape;
  std::uint64_t offset = 0, bytes = 0;
};

StoredTensor read_tensor_entry(Cursor& cursor) {
  StoredTensor tensor;
  const auto name_size = cursor.number<std::uint32_t>();
  const auto type = cursor.number<std::uint32_t>();
  const auto rank = cursor.number<std::uint32_t>();
  if (rank > 8) throw Error("has a tensor of " + std::to_string(rank) + " dimensions");
  std::uint64_t product = sizeof(float);
  bool overflow = false;
  for (std::uint32_t i = 0; i < rank; ++i) {
    tensor.shape.push_back(cursor.number<std::uint64_t>());
    overflow = __builtin_mul_overflow(product, tensor.shape.back(), &product) || overflow;
  }
  tensor.offset = cursor.number<std::uint64_t>();
  tensor.bytes = cursor.number<std::uint64_t>();
  tensor.name = cursor.text(name_size);
  if (type != kFloat32) {
    throw Error("stores " + quoted_name(tensor.name) + " as element type " + std::to_string(type) +
                "; this program reads 1 (float32)");
  }
  if (overflow || product != tensor.bytes) {
    throw Error("has a shape for " + quoted_name(tensor.name) + " that does not match its size");
  }
  return tensor;
}

void check_tensor(const StoredTensor& stored, const TensorSpec& wanted) {
  bool same = stored.name == wanted.name && stored.shape.size() == wanted.shape.size();
  for (std::size_t i = 0; same && i < wanted.shape.size(); ++i) {
    same = stored.shape[i] == static_cast<std::uint64_t>(wanted.shape[i]);
  }
  if (!same || stored.offset != wanted.offset * sizeof(float)) {
    throw Error("has " + quoted_name(stored.name) + " in place or shape other than the options ask for in " +
                wanted.name);
  }
}

Parameters borrow_finite(const EncoderConfig& config, std::span<const float> values) {
  if (!all_finite(values)) throw Error("has a value that is not a number");
  return Parameters::borrow(config, values);
}

}  // namespace

std::string weights_table(const ParameterLayout& layout) {
  std::string table;
  append<std::uint64_t>(table, layout.tensors().size());
  for (const auto& tensor : layout.tensors()) {
    append<std::uint32_t>(table, static_cast<std::uint32_t>(tensor.name.size()));
    append<std::uint32_t>(table, kFloat32);
    append<std::uint32_t>(table, static_cast<std::uint32_t>(tensor.shape.size()));
    for (const auto extent : tensor.shape) append<std::uint64_t>(table, static_cast<std::uint64_t>(extent));
    append<std::uint64_t>(table, tensor.offset * sizeof(float));
    append<std::uint64_t>(table, tensor.size * sizeof(float));
    table += tensor.name;
  }
  table.resize(aligned(table.size()), '\0');
  return table;
}

Parameters read_weights(std::span<const std::byte> section, const EncoderConfig& config) {
  Cursor cursor(section);
  const ParameterLayout layout(config);
  if (cursor.number<std::uint64_t>() != layout.tensors().size()) {
    throw Error("has another number of tensors than the options ask for");
  }
  for (const auto& wanted : layout.tensors()) check_tensor(read_tensor_entry(cursor), wanted);
  cursor.take(aligned(cursor.position()) - cursor.position());
  if (cursor.left() != layout.size() * sizeof(float)) throw Error("has too few or too many values");
  const auto bytes = cursor.take(cursor.left());
  return borrow_finite(config, {reinterpret_cast<const float*>(bytes.data()), layout.size()});
}

std::vector<std::string_view> further_weights(std::span<const Parameters> networks) {
  std::vector<std::string_view> pieces;
  for (const Parameters& network : networks) add_piece(pieces, network.values());
  return pieces;
}

std::vector<Parameters> read_further_weights(std::span<const std::byte> section, const EncoderConfig& config,
                                             std::size_t networks) {
  const std::size_t size = ParameterLayout(config).size();
  Cursor cursor(section);
  std::vector<Parameters> read;
  for (std::size_t i = 0; i < networks; ++i) {
    read.push_back(borrow_finite(config, take_piece<float>(cursor, size)));
  }
  check_end(cursor);
  return read;
}

}  // namespace taxon
