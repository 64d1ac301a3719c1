#include "interop/keras_guess.h"

#include <array>
#include <map>

#include "base/error.h"

namespace taxon {
namespace {

struct GroupName {
  const char* name;  // without its number
  KerasKind kind;
  const char* class_name;
};

constexpr std::array kGroupNames = {
    GroupName{"embedding", KerasKind::kEmbedding, "Embedding"},
    GroupName{"positional_embedding", KerasKind::kPositionalEmbedding, "PositionalEmbedding"},
    GroupName{"transformer_block", KerasKind::kTransformerBlock, "TransformerBlock"},
    GroupName{"multi_head_attention", KerasKind::kAttention, "MultiHeadAttention"},
    GroupName{"layer_normalization", KerasKind::kNorm, "LayerNormalization"},
    GroupName{"dense", KerasKind::kDense, "Dense"},
};

using Found = std::map<KerasKind, std::vector<KerasLayer>>;

Found find_layers(const KerasWeights& weights) {
  Found found;
  for (const std::string& group : weights.layer_groups()) {
    const std::string name = split_number(group).first;
    const GroupName* known = nullptr;
    for (const auto& candidate : kGroupNames) known = candidate.name == name ? &candidate : known;
    if (!known) {
      throw Error("has weights only, and nobody can tell what layer " + quoted_name(group) +
                  " is; import the whole model (model.save('NAME.keras')) instead");
    }
    KerasLayer layer{.kind = known->kind, .class_name = known->class_name, .name = group};
    layer.path = "layers/" + group;
    layer.group = group;
    found[known->kind].push_back(std::move(layer));
  }
  return found;
}

class Assembler {
 public:
  explicit Assembler(Found found) : found_(std::move(found)) {}

  KerasModel assemble(Positions positions, Output output) {
    const std::size_t own = count(KerasKind::kTransformerBlock), attention = count(KerasKind::kAttention);
    const std::size_t dense = own > 0 ? 1 : 2 * attention + 1, norms = own > 0 ? 0 : 2 * attention;
    const std::size_t embeddings = count(KerasKind::kEmbedding) + count(KerasKind::kPositionalEmbedding);
    if ((own == 0) == (attention == 0) || embeddings != 1 || count(KerasKind::kDense) != dense ||
        count(KerasKind::kNorm) != norms) {
      throw Error(
          "has weights only, and their layers are not those of the notebook's model; import the whole "
          "model (model.save('NAME.keras')) instead");
    }
    add({.kind = KerasKind::kInput, .class_name = "InputLayer", .name = "input"}, {});
    const bool plain = count(KerasKind::kEmbedding) > 0;
    KerasLayer embedding = next(plain ? KerasKind::kEmbedding : KerasKind::kPositionalEmbedding);
    embedding.positions = positions;
    std::size_t x = add(std::move(embedding), {0});
    for (std::size_t b = 0; b < own + attention; ++b)
      x = own > 0 ? add(next(KerasKind::kTransformerBlock), {x}) : plain_block(x);
    x = add({.kind = KerasKind::kMaxPooling, .class_name = "GlobalMaxPooling1D", .name = "pooling"}, {x});
    KerasLayer head = next(KerasKind::kDense);
    head.activation = output == Output::kSoftmax ? KerasActivation::kSoftmax : KerasActivation::kSigmoid;
    model_.output = add(std::move(head), {x});
    return std::move(model_);
  }

 private:
  std::size_t count(KerasKind kind) const {
    const auto layers = found_.find(kind);
    return layers == found_.end() ? 0 : layers->second.size();
  }

  KerasLayer next(KerasKind kind) { return found_.at(kind).at(used_[kind]++); }

  std::size_t add(KerasLayer layer, std::vector<std::size_t> inputs) {
    layer.inputs = std::move(inputs);
    model_.layers.push_back(std::move(layer));
    return model_.layers.size() - 1;
  }

  std::size_t sum(std::size_t a, std::size_t b) {
    return add({.kind = KerasKind::kAdd, .class_name = "Add", .name = "add"}, {a, b});
  }

  // A block made of Keras's own layers.
  std::size_t plain_block(std::size_t x) {
    const std::size_t y = add(next(KerasKind::kNorm), {sum(x, add(next(KerasKind::kAttention), {x, x}))});
    KerasLayer first = next(KerasKind::kDense);
    first.activation = KerasActivation::kRelu;
    const std::size_t hidden = add(std::move(first), {y});
    return add(next(KerasKind::kNorm), {sum(y, add(next(KerasKind::kDense), {hidden}))});
  }

  Found found_;
  std::map<KerasKind, std::size_t> used_;
  KerasModel model_;
};

}  // namespace

KerasModel guess_keras_model(const KerasWeights& weights, Positions positions, Output output) {
  return Assembler(find_layers(weights)).assemble(positions, output);
}

}  // namespace taxon
