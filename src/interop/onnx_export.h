#pragma once

#include <string>

#include "model/classifier.h"

namespace taxon {

// The network as an ONNX file (opset 17, standard operators, as docs/onnx.md describes it): padded ids
// (batch, maxlen) int64 in, probabilities (batch, classes) float32 out. version: the program's. The same
// model gives the same bytes. Throws Error without a place where the weights are beyond what an ONNX file
// holds.
std::string export_onnx(const Classifier& model, const std::string& version);

// The road from a text to the network's ids, and the names of its outputs, as JSON (docs/onnx.md).
std::string text_to_ids_json(const Classifier& model);

}  // namespace taxon
