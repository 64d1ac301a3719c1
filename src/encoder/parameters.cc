#include "encoder/parameters.h"

#include <cmath>

#include "base/check.h"
#include "base/random.h"

namespace taxon {

std::string block_name(int block, std::string_view rest) {
  return "block" + std::to_string(block) + "/" + std::string(rest);
}

ParameterLayout::ParameterLayout(const EncoderConfig& c) {
  const auto add = [this](std::string name, std::vector<std::int64_t> shape) {
    std::size_t size = 1;
    for (const auto extent : shape) size *= static_cast<std::size_t>(extent);
    tensors_.push_back({std::move(name), std::move(shape), size_, size});
    size_ += size;
  };
  const std::int64_t D = c.embed_dim, H = c.heads, K = c.key_dim, F = c.ff_dim;
  add("embedding/token", {c.vocabulary, D});
  if (c.positions == Positions::kLearned) add("embedding/position", {c.maxlen, D});
  for (int b = 0; b < c.blocks; ++b) {
    for (const char* part : {"query", "key", "value"}) {
      add(block_name(b, std::string("attention/") + part + "/kernel"), {D, H, K});
      add(block_name(b, std::string("attention/") + part + "/bias"), {H, K});
    }
    add(block_name(b, "attention/output/kernel"), {H, K, D});
    add(block_name(b, "attention/output/bias"), {D});
    add(block_name(b, "norm1/gamma"), {D});
    add(block_name(b, "norm1/beta"), {D});
    add(block_name(b, "ffn1/kernel"), {D, F});
    add(block_name(b, "ffn1/bias"), {F});
    add(block_name(b, "ffn2/kernel"), {F, D});
    add(block_name(b, "ffn2/bias"), {D});
    add(block_name(b, "norm2/gamma"), {D});
    add(block_name(b, "norm2/beta"), {D});
  }
  add("head/kernel", {D, c.classes});
  add("head/bias", {c.classes});
}

const TensorSpec& ParameterLayout::find(std::string_view name) const {
  for (const auto& tensor : tensors_) {
    if (tensor.name == name) return tensor;
  }
  check_failed(("tensor " + std::string(name)).c_str(), __FILE__, __LINE__);
}

Parameters Parameters::borrow(const EncoderConfig& config, std::span<const float> values) {
  Parameters borrowing{ParameterLayout(config)};
  TAXON_CHECK(values.size() == borrowing.layout_.size());
  borrowing.borrowed_ = values.data();
  return borrowing;
}

namespace {

// The limit of a uniform distribution by Glorot and Bengio (2010).
double glorot(double fan_in, double fan_out) {
  return std::sqrt(6.0 / (fan_in + fan_out));
}

// Half-width of the uniform start values; 0 for tensors that start at a constant.
double start_limit(const TensorSpec& tensor, const EncoderConfig& c, AttentionInit init) {
  const double D = c.embed_dim, H = c.heads, K = c.key_dim;
  const std::string& name = tensor.name;
  if (name.starts_with("embedding/")) return 0.05;
  if (!name.ends_with("/kernel")) return 0.0;
  if (name.find("/attention/") == std::string::npos) {
    return glorot(static_cast<double>(tensor.shape[0]), static_cast<double>(tensor.shape[1]));
  }
  if (init == AttentionInit::kKeras3) return glorot(D, H * K);
  // Before Keras 3.15 the first axis of the three counted as a receptive field.
  const bool output = name.find("/output/") != std::string::npos;
  return output ? glorot(H * K, H * D) : glorot(D * H, D * K);
}

}  // namespace

void initialize(Parameters& parameters, const EncoderConfig& config, AttentionInit init, std::uint64_t seed) {
  std::uint32_t index = 0;
  for (const auto& tensor : parameters.layout().tensors()) {
    const auto values = parameters.values().subspan(tensor.offset, tensor.size);
    const CounterRandom random(seed, Purpose::kInitialWeights, index++);
    const auto limit = static_cast<float>(start_limit(tensor, config, init));
    const float constant = tensor.name.ends_with("/gamma") ? 1.0F : 0.0F;
    for (std::size_t i = 0; i < values.size(); i += 4) {
      const auto bits = random.block(static_cast<std::uint32_t>(i / 4));
      for (std::size_t j = i; j < std::min(i + 4, values.size()); ++j) {
        values[j] = limit > 0.0F ? (2.0F * unit_float(bits[j - i]) - 1.0F) * limit : constant;
      }
    }
  }
}

}  // namespace taxon
