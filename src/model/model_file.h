#pragma once

#include <string>
#include <string_view>

#include "base/files.h"
#include "model/classifier.h"

namespace taxon {

// The .taxon file: options, vocabulary (the words with an id below the tokenizer's limit), labels, weights
// and provenance, one section each; docs/model-file.md describes them.

// Writes the model so that `path` holds at every moment either its old bytes or all of the new ones. The same
// classifier gives the same bytes. Throws Error naming the path.
void save_model(const Classifier& classifier, const std::string& path);
// The bytes that the file would have.
std::string model_bytes(const Classifier& classifier);

// Reads a model; everything in the file is checked before it is used or memory is taken for it. The
// vocabulary stays in the mapped file, which the classifier keeps open. Throws Error naming the file.
Classifier load_model(const std::string& path);
// The same of a file that is mapped already; messages call it `name`.
Classifier load_model(MappedFile file, const std::string& name);
// The same of a file's bytes, which are copied; messages call them `name`.
Classifier load_model_bytes(std::string_view bytes, const std::string& name);

}  // namespace taxon
