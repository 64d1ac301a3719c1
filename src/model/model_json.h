#pragma once

#include <string>
#include <string_view>

#include "base/side.h"
#include "encoder/config.h"
#include "model/provenance.h"
#include "text/words.h"

namespace taxon {

// What a model file keeps as JSON text. Reading throws Error (without a file name) for anything that is not
// what writing makes: a missing or strange key, a wrong type, a value out of its range.

struct ModelOptions {
  TokenizerOptions tokenizer;
  Side truncating = Side::kPre;
  EncoderConfig config;

  bool operator==(const ModelOptions&) const = default;
};

std::string options_to_json(const ModelOptions& options);
ModelOptions options_from_json(std::string_view json);

std::string provenance_to_json(const Provenance& provenance);
Provenance provenance_from_json(std::string_view json);

}  // namespace taxon
