#pragma once

#include <optional>
#include <string>
#include <vector>

#include "encoder/config.h"
#include "interop/keras_model.h"

namespace taxon {

// Which variable of which layer becomes a tensor of the encoder.
struct PlannedTensor {
  std::string tensor;     // its name in ParameterLayout
  std::size_t layer = 0;  // of the model's layers
  std::string part;       // of a layer that has layers inside: "query", "ffn1", ...; empty: the layer itself
  std::string variable;   // "kernel", "bias", "gamma", "beta", "embeddings"
};

// How a Keras model is the encoder: everything but the sizes, which the weights tell.
struct KerasPlan {
  std::vector<PlannedTensor> tensors;
  std::vector<std::string> zeros;  // tensors that the model does without: all 0
  std::vector<std::string> ones;   // the same, all 1
  int blocks = 0;
  bool own_blocks = false;  // the notebook's layers, which don't tell whether padding is left out
  bool mask = false;
  std::optional<Side> padding;
  std::optional<std::int32_t> length;   // of texts: the only one that the input takes
  std::optional<std::int32_t> longest;  // text that the layer with positions bears
  Positions positions = Positions::kLearned;
  std::optional<float> epsilon;
  std::optional<float> dropout;
  Output output = Output::kSoftmax;
};

// Follows the model from its input to its output and recognises the encoder in it, whatever its layers are
// called. Throws Error without a place that names the first layer that stands where the encoder has none.
KerasPlan plan_keras_model(const KerasModel& model);

}  // namespace taxon
