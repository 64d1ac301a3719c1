#pragma once

#include <fstream>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>

#include "base/files.h"
#include "data/byte_source.h"
#include "interop/keras_import.h"
#include "interop/keras_tokenizer.h"
#include "model/classifier.h"

namespace taxon {

// The bytes of a file that Keras wrote: tests/golden/make_keras_golden.py made them.
inline std::string golden_keras(const std::string& name) {
  return read_unpacked(std::string(TAXON_SOURCE_DIR) + "/tests/golden/keras/" + name + ".gz");
}

// Of their models, the tokenizer: word w5 has id 5.
inline Tokenizer golden_tokenizer() {
  return tokenizer_from_keras_json(
      read_file(std::string(TAXON_SOURCE_DIR) + "/tests/golden/keras/tokenizer.json"));
}

inline Classifier import_bytes(const std::string& bytes, const std::string& file,
                               const KerasImportOptions& options = {}) {
  return import_keras(std::as_bytes(std::span(bytes)), file, golden_tokenizer(), options);
}

// What Keras answers: {"ids": [[...]], "probabilities": [[...]]}.
inline nlohmann::json golden_answers(const std::string& name) {
  std::ifstream file(std::string(TAXON_SOURCE_DIR) + "/tests/golden/keras/answers.json");
  return nlohmann::json::parse(file).at(name);
}

// A row of ids as the text that has them, padding left out.
inline std::string text_of_ids(const nlohmann::json& ids) {
  std::string text;
  for (const int id : ids) {
    if (id > 0) text += (text.empty() ? "w" : " w") + std::to_string(id);
  }
  return text;
}

}  // namespace taxon
