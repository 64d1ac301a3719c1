#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/zeroed_array.h"
#include "encoder/config.h"

namespace taxon {

// One tensor of the model: row-major, at `offset` floats from the start of the parameters.
struct TensorSpec {
  std::string name;
  std::vector<std::int64_t> shape;
  std::size_t offset = 0;
  std::size_t size = 0;  // product of the shape
};

// The tensors of a configuration, in file order. Names and shapes are Keras's:
//   embedding/token (V, D), embedding/position (L, D; only if positions are learned), and for each block b
//   from 0 block{b}/attention/{query,key,value}/{kernel (D, H, K), bias (H, K)},
//   block{b}/attention/output/{kernel (H, K, D), bias (D)}, block{b}/norm1/{gamma,beta} (D),
//   block{b}/ffn1/{kernel (D, F), bias (F)}, block{b}/ffn2/{kernel (F, D), bias (D)},
//   block{b}/norm2/{gamma,beta} (D), and head/{kernel (D, C), bias (C)}.
class ParameterLayout {
 public:
  explicit ParameterLayout(const EncoderConfig& config);

  const std::vector<TensorSpec>& tensors() const { return tensors_; }
  const TensorSpec& find(std::string_view name) const;  // a name that is not there is a programmer's mistake
  std::size_t size() const { return size_; }            // floats in all; what Keras calls count_params

 private:
  std::vector<TensorSpec> tensors_;
  std::size_t size_ = 0;
};

// Values for every tensor of a layout: the weights, or gradients. They start at 0; tensors that nobody
// touches cost no memory.
class Parameters {
 public:
  explicit Parameters(const EncoderConfig& config) : layout_(config), own_(layout_.size()) {}

  // Reads values that lie elsewhere, layout().size() of them; they must outlive the object and its copies. To
  // ask for values to change is then a programmer's mistake.
  static Parameters borrow(const EncoderConfig& config, std::span<const float> values);

  const ParameterLayout& layout() const { return layout_; }
  std::span<float> values() {
    TAXON_CHECK(borrowed_ == nullptr);
    return {own_.data(), layout_.size()};
  }
  std::span<const float> values() const { return {borrowed_ ? borrowed_ : own_.data(), layout_.size()}; }
  std::span<float> operator[](std::string_view name) { return span_of(layout_.find(name)); }
  std::span<const float> operator[](std::string_view name) const { return span_of(layout_.find(name)); }

 private:
  std::span<float> span_of(const TensorSpec& t) { return values().subspan(t.offset, t.size); }
  std::span<const float> span_of(const TensorSpec& t) const { return values().subspan(t.offset, t.size); }

  explicit Parameters(ParameterLayout layout) : layout_(std::move(layout)) {}

  ParameterLayout layout_;
  ZeroedArray<float> own_;
  const float* borrowed_ = nullptr;  // null: own_ counts
};

// Which start values the attention kernels take: Keras 3.15 counts the flattened matrices' fans, older
// Keras those of the 3-D shapes (limits 0.0884 against 0.0095 and 0.0765 for the notebook's sizes).
enum class AttentionInit { kKeras2, kKeras3 };

// The start values of the notebook's model: embeddings uniform in +-0.05, kernels Glorot-uniform, gammas 1,
// the rest 0. A pure function of its arguments.
void initialize(Parameters& parameters, const EncoderConfig& config, AttentionInit init, std::uint64_t seed);

// "block{b}/" + rest.
std::string block_name(int block, std::string_view rest);

}  // namespace taxon
