#pragma once

#include <string>
#include <string_view>

#include "text/tokenizer.h"

namespace taxon {

// Keras's tokenizer.to_json(): {"class_name": "Tokenizer", "config": {...}}, its tables being JSON texts
// inside the JSON. Throws Error without a place for anything else, and where ids have gaps or two words share
// one.
Tokenizer tokenizer_from_keras_json(std::string_view json);

// What Keras's tokenizer_from_json() reads. It gives the ids that `tokenizer` gives. Counts of words and
// documents, which a model does not keep, are 0.
std::string tokenizer_to_keras_json(const Tokenizer& tokenizer);

}  // namespace taxon
