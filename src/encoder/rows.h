#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "encoder/config.h"

namespace taxon {

// The rows of the network that a text occupies: row r holds token id tokens[r] at position positions[r].
// With the mask on, the text's tokens at the positions that padding would leave them at; with the mask off,
// all L rows, padding (id 0) included. A text without tokens is one row of id 0 at the last position
// (post-padding: the first) with the mask on.
struct TextRows {
  std::vector<std::int32_t> tokens;
  std::vector<std::int32_t> positions;

  std::size_t size() const { return tokens.size(); }
};

// ids: what the tokenizer kept, already truncated; at most config.maxlen, each in [0, config.vocabulary).
TextRows lay_rows(const EncoderConfig& config, std::span<const std::int32_t> ids);

}  // namespace taxon
