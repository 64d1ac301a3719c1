#include "interop/keras_placement.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "base/error.h"

namespace taxon {
namespace {

constexpr std::size_t kMostNamed = 20;  // weights in one message

std::string shape_text(const std::vector<std::int64_t>& shape) {
  std::string text = "(";
  for (std::size_t i = 0; i < shape.size(); ++i) text += (i > 0 ? ", " : "") + std::to_string(shape[i]);
  return text + ")";
}

bool listed(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

void check_size(const KerasLayer& layer, const char* option, std::optional<std::int32_t> says,
                std::int64_t found) {
  if (says && *says != found)
    throw Error(describe(layer) + " says " + std::to_string(*says) + " for its " + option +
                ", its weights say " + std::to_string(found));
}

}  // namespace

KerasPlacement::KerasPlacement(const KerasPlan& plan, const KerasModel& model, KerasWeights& weights)
    : plan_(plan), model_(model) {
  for (const PlannedTensor& tensor : plan.tensors)
    arrays_.push_back(weights.find(model.layers[tensor.layer], tensor.part, tensor.variable));
  refuse_missing();
  for (std::size_t i = 0; i < arrays_.size(); ++i) {
    if (!arrays_[i]->is_real)
      throw Error(place(i) + " is not stored as floating-point numbers; save the model without quantization");
  }
  if (const auto unused = weights.unused(); !unused.empty()) {
    throw Error("holds weights that no layer takes (" + quoted_name(unused.front()) +
                (unused.size() > 1 ? " and " + std::to_string(unused.size() - 1) + " more" : "") + ")");
  }
}

void KerasPlacement::refuse_missing() const {
  std::string text;
  std::size_t missing = 0, layer = kNone;
  for (std::size_t i = 0; i < arrays_.size(); ++i) {
    if (arrays_[i] || ++missing > kMostNamed) continue;
    const PlannedTensor& tensor = plan_.tensors[i];
    if (tensor.layer != layer) text += (text.empty() ? "" : "; ") + describe(model_.layers[tensor.layer]);
    text += (tensor.layer == layer ? ", " : ": ") + tensor.part + (tensor.part.empty() ? "" : " ") +
            tensor.variable;
    layer = tensor.layer;
  }
  if (missing > kMostNamed) text += " and " + std::to_string(missing - kMostNamed) + " more";
  if (missing > 0) throw Error("lacks the weights of " + text);
}

const std::vector<std::int64_t>& KerasPlacement::shape(std::string_view tensor, std::size_t rank) const {
  const std::size_t i = index(tensor);
  if (i == kNone || arrays_[i]->shape.size() != rank) {
    throw Error("has no " + std::string(tensor) + " of " + std::to_string(rank) + " dimensions" +
                (i == kNone ? "" : "; it is " + shape_text(arrays_[i]->shape)));
  }
  return arrays_[i]->shape;
}

bool KerasPlacement::one_probability() const {
  return plan_.output == Output::kSigmoid && shape("head/kernel", 2)[1] == 1;
}

void KerasPlacement::check_layers(const EncoderConfig& c) const {
  for (const KerasLayer& layer : model_.layers) {
    const bool inner = layer.kind == KerasKind::kAttention || layer.kind == KerasKind::kTransformerBlock;
    const bool embeds = layer.kind == KerasKind::kEmbedding || layer.kind == KerasKind::kPositionalEmbedding;
    if (inner) check_size(layer, "num_heads", layer.heads, c.heads);
    if (inner) check_size(layer, "key_dim", layer.key_dim, c.key_dim);
    if (embeds) check_size(layer, "input_dim", layer.rows, c.vocabulary);
    if (embeds || layer.kind == KerasKind::kTransformerBlock)
      check_size(layer, "width", layer.width, c.embed_dim);
    check_size(layer, "dense_dim", layer.hidden, c.ff_dim);
  }
  for (std::size_t i = 0; i < arrays_.size(); ++i) {
    const PlannedTensor& tensor = plan_.tensors[i];
    const KerasLayer& layer = model_.layers[tensor.layer];
    const auto& shape = arrays_[i]->shape;
    if (layer.kind == KerasKind::kDense && tensor.variable == "kernel" && !shape.empty())
      check_size(layer, "units", layer.width, shape.back());
    if (tensor.tensor == "embedding/position" && !shape.empty())
      check_size(layer, "sequence_length", layer.length, shape.front());
  }
}

Parameters KerasPlacement::fill(const EncoderConfig& config) const {
  Parameters parameters(config);
  for (const TensorSpec& spec : parameters.layout().tensors()) {
    if (listed(plan_.zeros, spec.name)) continue;
    const auto values = parameters[spec.name];
    if (listed(plan_.ones, spec.name)) {
      std::fill(values.begin(), values.end(), 1.0F);
      continue;
    }
    const std::size_t i = index(spec.name);
    if (i == kNone) throw Error("lacks the weights of " + spec.name);
    const auto& found = arrays_[i]->values;
    if (one_probability() && spec.name.starts_with("head/")) {
      auto shape = spec.shape;
      shape.back() = 1;
      check_shape(i, shape);
      for (std::size_t row = 0; row < found.size(); ++row) values[2 * row + 1] = found[row];
    } else {
      check_shape(i, spec.shape);
      std::copy_n(found.begin(), values.size(), values.begin());
    }
    if (!std::all_of(values.begin(), values.end(), [](float value) { return std::isfinite(value); }))
      throw Error(place(i) + " has a value that is not a number");
  }
  return parameters;
}

std::string KerasPlacement::place(std::size_t i) const {
  const PlannedTensor& tensor = plan_.tensors[i];
  return KerasWeights::place(model_.layers[tensor.layer], tensor.part, tensor.variable);
}

std::size_t KerasPlacement::index(std::string_view tensor) const {
  std::size_t found = kNone;
  for (std::size_t i = 0; i < plan_.tensors.size(); ++i) {
    if (plan_.tensors[i].tensor != tensor) continue;
    if (found != kNone) throw Error(place(i) + " comes in addition to " + place(found));
    found = i;
  }
  return found;
}

void KerasPlacement::check_shape(std::size_t i, const std::vector<std::int64_t>& wanted) const {
  std::vector<std::int64_t> shape = arrays_[i]->shape;
  if (plan_.tensors[i].tensor == "embedding/position" && shape.size() == 2)
    shape[0] = std::min(shape[0], wanted[0]);
  if (shape != wanted) {
    throw Error(place(i) + " is " + shape_text(arrays_[i]->shape) + "; it must be " + shape_text(wanted) +
                " to go with the other layers");
  }
}

}  // namespace taxon
