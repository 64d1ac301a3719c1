#include "model/weights_section.h"

#include <bit>
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

// Without a way out of the loop the compiler makes it a vector's: a model's weights in a millisecond.
bool all_finite(std::span<const float> values) {
  constexpr std::uint32_t kExponent = 0x7F800000U;
  std::uint32_t odd = 0;
  for (const float value : values)
    odd |= (std::bit_cast<std::uint32_t>(value) & kExponent) == kExponent ? 1U : 0U;
  return odd == 0;
}

// The next layout.size() values of the section. They lie at a multiple of 64 bytes.
Parameters borrow_values(Cursor& cursor, const EncoderConfig& config, const ParameterLayout& layout) {
  const auto bytes = cursor.take(layout.size() * sizeof(float));
  const std::span values(reinterpret_cast<const float*>(bytes.data()), layout.size());
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
  return borrow_values(cursor, config, layout);
}

std::vector<std::string_view> further_weights(std::span<const Parameters> networks) {
  static constexpr char kZeros[kSectionAlignment] = {};
  std::vector<std::string_view> pieces;
  for (const Parameters& network : networks) {
    const auto values = bytes_of(network.values());
    pieces.push_back(values);
    pieces.emplace_back(kZeros, aligned(values.size()) - values.size());
  }
  return pieces;
}

std::vector<Parameters> read_further_weights(std::span<const std::byte> section, const EncoderConfig& config,
                                             std::size_t networks) {
  const ParameterLayout layout(config);
  const std::size_t bytes = layout.size() * sizeof(float);
  if (section.size() / aligned(bytes) != networks || section.size() % aligned(bytes) != 0) {
    throw Error("has too few or too many values");
  }
  Cursor cursor(section);
  std::vector<Parameters> read;
  for (std::size_t i = 0; i < networks; ++i) {
    read.push_back(borrow_values(cursor, config, layout));
    for (const std::byte zero : cursor.take(aligned(bytes) - bytes)) {
      if (zero != std::byte{0}) throw Error("has something other than zeros between its networks");
    }
  }
  return read;
}

}  // namespace taxon
