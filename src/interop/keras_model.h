#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/side.h"
#include "encoder/config.h"

namespace taxon {

// What a layer of a Keras model does, as far as the encoder does it too.
enum class KerasKind {
  kInput,
  kEmbedding,            // Keras's own, or with the notebook's layer a whole token-and-position embedding
  kPositionalEmbedding,  // the notebook's
  kPaddingMask,          // of python/taxon/keras.py
  kTransformerBlock,     // the notebook's
  kAttention,
  kNorm,
  kDense,
  kActivation,
  kAdd,
  kMaxPooling,
  kIdentity,  // dropout and the like: nothing to do but in training
};

enum class KerasActivation { kLinear, kRelu, kSoftmax, kSigmoid };

// One layer: its options as far as its kind has them, and where its input comes from and its weights stand.
struct KerasLayer {
  KerasKind kind = KerasKind::kInput;
  std::string class_name = {}, name = {};
  std::string path = {};  // of its weights in Keras 3's weights file: "layers/dense_1"
  // Of its weights in a legacy file: the name of the model's layer that it is or is part of.
  std::string group = {};
  std::vector<std::size_t> inputs = {};  // indices of layers, in the order of the call's arguments
  std::optional<std::size_t> mask = {};  // the layer whose output the call has as its mask

  std::optional<std::int32_t> length = {};  // of texts: the input's, or the longest that has positions
  std::optional<std::int32_t> rows = {};    // of the token table
  std::optional<std::int32_t> width = {};   // D, or a dense layer's units
  std::optional<std::int32_t> heads = {}, key_dim = {}, hidden = {};
  std::optional<float> epsilon = {};  // of a norm
  std::optional<float> rate = {};     // of a dropout
  KerasActivation activation = KerasActivation::kLinear;
  bool masked = false;    // a maximum that leaves padding out
  bool has_bias = true;   // of dense layers and attention; of a norm: beta
  bool has_scale = true;  // of a norm: gamma
  Positions positions = Positions::kLearned;
  Side padding = Side::kPre;  // of a padding mask
};

// "layer 'dense_5' (Dense)", for messages.
std::string describe(const KerasLayer& layer);

// A model: its layers, each after those that it takes its input from.
struct KerasModel {
  std::vector<KerasLayer> layers;
  std::size_t output = 0;  // the layer whose output is the model's
};

// Reads config.json of a .keras file or the model_config of a legacy .h5: functional and sequential models,
// also as parts of each other. Throws Error without a place that names the first layer or option that
// cannot be carried.
KerasModel read_keras_model(std::string_view json);

// How Keras 3 names a layer's weights: "GlobalMaxPooling1D" -> "global_max_pooling1d".
std::string keras_snake_case(std::string_view class_name);

}  // namespace taxon
