#include "interop/keras_plan.h"

#include <algorithm>

#include "base/error.h"
#include "encoder/parameters.h"

namespace taxon {
namespace {

// What flows between the layers.
enum class Flow {
  kIds,
  kPaddingMask,
  kState,      // a block's input, X
  kAttention,  // Attention(X, X)
  kAttended,   // X + Attention(X, X)
  kNormed,     // Y, its norm
  kHidden,     // Y W1 + b1
  kRectified,  // ReLU of it
  kProjected,  // FFN(Y)
  kFed,        // Y + FFN(Y)
  kPooled,
  kLogits,
  kProbabilities,
};

struct Value {
  Flow flow = Flow::kIds;
  std::size_t made_by = 0;  // the layer; dropout and the like pass on what they get
  std::size_t base = 0;     // of an attention or a feed-forward part: the layer that made X or Y
};

class Planner {
 public:
  explicit Planner(const KerasModel& model) : model_(model) {}

  KerasPlan plan() {
    for (std::size_t i = 0; i < model_.layers.size(); ++i) values_.push_back(pass(i));
    const Value& end = values_.at(model_.output);
    if (end.flow == Flow::kLogits)
      throw Error(describe(model_.layers[end.made_by]) +
                  " is the last one and has no activation; give it softmax or sigmoid, so that probabilities "
                  "come out");
    if (end.flow != Flow::kProbabilities) misplaced(model_.output);
    if (pooled_without_mask_ == plan_.mask) throw Error(kMaskEverywhere);
    refuse_loose_ends();
    plan_.own_blocks = own_blocks_ == plan_.blocks && own_blocks_ > 0;
    return std::move(plan_);
  }

 private:
  static constexpr const char* kMaskEverywhere =
      "leaves padding out of some blocks or of the maximum only; the encoder does so everywhere or nowhere";

  const KerasLayer& layer(std::size_t i) const { return model_.layers[i]; }
  const Value& input(std::size_t i, std::size_t which = 0) const {
    if (which >= layer(i).inputs.size()) misplaced(i);
    return values_[layer(i).inputs[which]];
  }

  [[noreturn]] void misplaced(std::size_t i) const {
    std::string text = describe(layer(i)) + " stands where the encoder has no such layer";
    if (!layer(i).inputs.empty())
      text += " (it takes what " + describe(layer(layer(i).inputs[0])) + " makes)";
    throw Error(text);
  }

  // What such a layer does has been counted in, though nothing comes of it.
  void refuse_loose_ends() const {
    std::vector<bool> taken(model_.layers.size(), false);
    taken[model_.output] = true;
    for (const KerasLayer& each : model_.layers) {
      for (const std::size_t input : each.inputs) taken[input] = true;
      if (each.mask) taken[*each.mask] = true;
    }
    const auto loose = std::find(taken.begin(), taken.end(), false);
    if (loose == taken.end()) return;
    throw Error(describe(layer(static_cast<std::size_t>(loose - taken.begin()))) +
                " is on no path to the output; leave it out of the model");
  }

  Value one(std::size_t i, Flow wanted) const {
    if (layer(i).inputs.size() != 1 || input(i).flow != wanted) misplaced(i);
    return input(i);
  }

  void take(const std::string& tensor, std::size_t i, const char* part, const char* variable) {
    plan_.tensors.push_back({tensor, i, part, variable});
  }

  void take_pair(const std::string& name, std::size_t i, const char* part) {
    take(name + "/kernel", i, part, "kernel");
    if (layer(i).has_bias) {
      take(name + "/bias", i, part, "bias");
    } else {
      plan_.zeros.push_back(name + "/bias");
    }
  }

  void take_norm(const std::string& name, std::size_t i, const char* part) {
    if (layer(i).has_scale) {
      take(name + "/gamma", i, part, "gamma");
    } else {
      plan_.ones.push_back(name + "/gamma");
    }
    if (layer(i).has_bias) {
      take(name + "/beta", i, part, "beta");
    } else {
      plan_.zeros.push_back(name + "/beta");
    }
    take_epsilon(i);
  }

  void take_epsilon(std::size_t i) {
    const auto epsilon = layer(i).epsilon;
    if (!epsilon) return;
    if (plan_.epsilon.value_or(*epsilon) != *epsilon)
      throw Error(describe(layer(i)) +
                  " has another epsilon than the norm before it; the encoder has one for all");
    plan_.epsilon = epsilon;
  }

  void heed_mask(std::size_t i) {
    const auto& mask = layer(i).mask;
    if (mask && values_[*mask].flow != Flow::kPaddingMask) misplaced(i);
    if (blocks_seen_++ > 0 && plan_.mask != mask.has_value()) throw Error(kMaskEverywhere);
    plan_.mask = mask.has_value();
  }

  Value pass(std::size_t i) {
    if (layer(i).mask && layer(i).kind != KerasKind::kTransformerBlock && !layer(i).masked) misplaced(i);
    switch (layer(i).kind) {
      case KerasKind::kInput:
        if (i > 0) misplaced(i);
        plan_.length = layer(i).length;
        return {Flow::kIds, i};
      case KerasKind::kPaddingMask:
        one(i, Flow::kIds);
        plan_.padding = layer(i).padding;
        return {Flow::kPaddingMask, i};
      case KerasKind::kEmbedding:
      case KerasKind::kPositionalEmbedding:
        return embedding(i);
      case KerasKind::kTransformerBlock:
        return block(i);
      case KerasKind::kAttention:
        return attention(i);
      case KerasKind::kAdd:
        return sum(i);
      case KerasKind::kNorm:
        return norm(i);
      case KerasKind::kDense:
        return dense(i);
      case KerasKind::kActivation:
        return activated(i, input(i), layer(i).activation);
      case KerasKind::kMaxPooling:
        return pooled(i);
      case KerasKind::kIdentity:
        if (input(i).flow == Flow::kPooled && layer(i).rate) plan_.dropout = layer(i).rate;
        return input(i);
    }
    misplaced(i);
  }

  Value embedding(std::size_t i) {
    one(i, Flow::kIds);
    if (embedded_) misplaced(i);
    embedded_ = true;
    const bool plain = layer(i).kind == KerasKind::kEmbedding;
    take("embedding/token", i, plain ? "" : "token", "embeddings");
    plan_.positions = layer(i).positions;
    if (plain) {
      plan_.zeros.emplace_back("embedding/position");
    } else if (layer(i).positions == Positions::kLearned) {
      take("embedding/position", i, "position", "embeddings");
    }
    plan_.longest = layer(i).length;
    return {Flow::kState, i};
  }

  Value block(std::size_t i) {
    one(i, Flow::kState);
    heed_mask(i);
    ++own_blocks_;
    const int b = next_block();
    take_attention(b, i);
    take_norm(block_name(b, "norm1"), i, "norm1");
    take_pair(block_name(b, "ffn1"), i, "ffn1");
    take_pair(block_name(b, "ffn2"), i, "ffn2");
    take_norm(block_name(b, "norm2"), i, "norm2");
    return {Flow::kState, i};
  }

  int next_block() {
    if (plan_.blocks == EncoderConfig::kMostBlocks)
      throw Error("has more than " + std::to_string(plan_.blocks) + " blocks");
    return plan_.blocks++;
  }

  void take_attention(int b, std::size_t i) {
    for (const char* part : {"query", "key", "value", "output"})
      take_pair(block_name(b, std::string("attention/") + part), i, part);
  }

  Value attention(std::size_t i) {
    const Value x = input(i);
    if (x.flow != Flow::kState || layer(i).inputs.size() < 2) misplaced(i);
    for (const std::size_t other : layer(i).inputs) {
      if (values_[other].made_by != x.made_by || values_[other].flow != Flow::kState) misplaced(i);
    }
    heed_mask(i);
    take_attention(next_block(), i);
    return {Flow::kAttention, i, x.made_by};
  }

  // X + Attention(X, X) or Y + FFN(Y), in either order.
  Value sum(std::size_t i) {
    if (layer(i).inputs.size() != 2) misplaced(i);
    for (const bool swapped : {false, true}) {
      const Value residual = input(i, swapped ? 1 : 0), part = input(i, swapped ? 0 : 1);
      if (part.base != residual.made_by) continue;
      if (residual.flow == Flow::kState && part.flow == Flow::kAttention) return {Flow::kAttended, i};
      if (residual.flow == Flow::kNormed && part.flow == Flow::kProjected) return {Flow::kFed, i};
    }
    misplaced(i);
  }

  Value norm(std::size_t i) {
    const Flow flow = input(i).flow;
    if (flow != Flow::kAttended && flow != Flow::kFed) misplaced(i);
    const bool first = flow == Flow::kAttended;
    take_norm(block_name(plan_.blocks - 1, first ? "norm1" : "norm2"), i, "");
    return {first ? Flow::kNormed : Flow::kState, i};
  }

  Value dense(std::size_t i) {
    const Value x = input(i);
    switch (x.flow) {
      case Flow::kNormed:
        take_pair(block_name(plan_.blocks - 1, "ffn1"), i, "");
        return activated(i, {Flow::kHidden, i, x.made_by}, layer(i).activation);
      case Flow::kRectified:
        if (layer(i).activation != KerasActivation::kLinear) misplaced(i);
        take_pair(block_name(plan_.blocks - 1, "ffn2"), i, "");
        return {Flow::kProjected, i, x.base};
      case Flow::kPooled:
        take_pair("head", i, "");
        return activated(i, {Flow::kLogits, i}, layer(i).activation);
      default:
        misplaced(i);
    }
  }

  Value activated(std::size_t i, Value x, KerasActivation activation) {
    if (activation == KerasActivation::kLinear) return x;
    if (x.flow == Flow::kHidden && activation == KerasActivation::kRelu) return {Flow::kRectified, i, x.base};
    if (x.flow != Flow::kLogits || activation == KerasActivation::kRelu) misplaced(i);
    plan_.output = activation == KerasActivation::kSoftmax ? Output::kSoftmax : Output::kSigmoid;
    return {Flow::kProbabilities, i};
  }

  Value pooled(std::size_t i) {
    one(i, Flow::kState);
    if (plan_.blocks == 0) misplaced(i);
    const auto& mask = layer(i).mask;
    if (mask && values_[*mask].flow != Flow::kPaddingMask) misplaced(i);
    pooled_without_mask_ = !mask.has_value();
    return {Flow::kPooled, i};
  }

  const KerasModel& model_;
  KerasPlan plan_;
  std::vector<Value> values_;
  bool embedded_ = false, pooled_without_mask_ = false;
  int own_blocks_ = 0, blocks_seen_ = 0;
};

}  // namespace

KerasPlan plan_keras_model(const KerasModel& model) {
  if (model.layers.empty()) throw Error("is a model without layers");
  return Planner(model).plan();
}

}  // namespace taxon
