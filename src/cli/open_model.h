#pragma once

#include <string>

#include "model/classifier.h"

namespace taxon {

// load_model(), of a model that texts are to be cut for: tells on standard error where that may go otherwise
// than in its training.
Classifier open_model(const std::string& path);

}  // namespace taxon
