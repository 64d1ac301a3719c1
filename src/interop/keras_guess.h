#pragma once

#include "encoder/config.h"
#include "interop/keras_model.h"
#include "interop/keras_weights.h"

namespace taxon {

// The model that a file of nothing but weights belongs to, if it is the notebook's: its layers are told by
// the names that Keras gave their groups ("transformer_block_2", "dense"), and stand in the notebook's order,
// with the notebook's own layers or with Keras's. `output` is what the last layer does. Throws Error without
// a place that names the group whose layer cannot be told.
KerasModel guess_keras_model(const KerasWeights& weights, Positions positions, Output output);

}  // namespace taxon
