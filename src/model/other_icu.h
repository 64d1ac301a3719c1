#pragma once

#include <string>

#include "model/classifier.h"

namespace taxon {

// A sentence for the user where another version of ICU cut the texts that the model was trained on than the
// one that cuts texts here, so that some words may be other ones; else empty. name: of the model.
std::string other_icu_note(const Classifier& model, const std::string& name);

}  // namespace taxon
