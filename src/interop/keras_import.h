#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/side.h"
#include "encoder/config.h"
#include "model/classifier.h"

namespace taxon {

// What a Keras file does not say, and what must agree with it where both say it.
struct KerasImportOptions {
  std::optional<bool> mask;
  std::optional<Side> padding;
  Side truncating = Side::kPre;
  std::optional<std::int32_t> maxlen, embed_dim, heads, key_dim, ff_dim, blocks;
  std::optional<Positions> positions;  // of a file of weights only
  std::optional<Output> output;        // of a file of weights only
  std::optional<float> dropout, norm_epsilon;
  // Of the classes in the order of the model's outputs; empty: "0", "1", ...
  std::vector<std::string> labels;
};

// Makes a classifier of a Keras model and its tokenizer. model: the bytes of a .keras file, a .weights.h5 or
// a legacy .h5, told apart by `file`'s ending and by what they hold. Layers are recognised by their classes
// and how they hang together, weights by their places; every tensor of the encoder gets its weights or an
// Error names those missing. Throws Error naming the file. The provenance's `program` is left to the caller.
Classifier import_keras(std::span<const std::byte> model, const std::string& file, const Tokenizer& tokenizer,
                        const KerasImportOptions& options);

}  // namespace taxon
