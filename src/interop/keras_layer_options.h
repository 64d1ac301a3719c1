#pragma once

#include <nlohmann/json_fwd.hpp>

#include "interop/keras_model.h"

namespace taxon {

// Fills kind and options of a layer from its entry in a model's configuration ("class_name", "config", and
// where Keras 3 wrote it "module"). Throws Error without a place that names the layer, where it is none that
// the encoder has, and the option, where it has a value that the encoder has not.
void read_layer_options(const nlohmann::json& entry, KerasLayer& layer);

}  // namespace taxon
