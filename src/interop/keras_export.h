#pragma once

#include <string>

#include "base/files.h"
#include "model/classifier.h"

namespace taxon {

// Hands the bytes of a .keras file to the sink: the model for Keras 3, in the layers of
// python/taxon/keras.py. It takes padded ids, (n, maxlen) int64, and gives probabilities. made_by: name and
// version of the program. The same model gives the same bytes. Throws Error without a place.
void export_keras(const Classifier& model, const std::string& made_by, const Sink& sink);

}  // namespace taxon
