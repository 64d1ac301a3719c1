#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/ragged.h"
#include "base/side.h"

namespace taxon {

// The ids that are left when a text is cut to maxlen tokens; kPre cuts at the front and keeps the last ones.
// Throws Error if maxlen < 1.
std::span<const std::int32_t> truncate(std::span<const std::int32_t> ids, std::int32_t maxlen, Side side);

// A matrix of ids, row-major.
struct PaddedIds {
  std::size_t rows = 0, width = 0;
  std::vector<std::int32_t> values;

  std::span<const std::int32_t> operator[](std::size_t row) const {
    return std::span<const std::int32_t>(values).subspan(row * width, width);
  }
};

// Keras's pad_sequences: every row cut or filled up with `value` to maxlen; no maxlen: to the longest row.
// Throws Error if maxlen < 1 (Keras gives odd results or a matrix of width 0), or if there is no longest row.
PaddedIds pad_sequences(const RaggedIds& ids, std::optional<std::int32_t> maxlen, Side padding = Side::kPre,
                        Side truncating = Side::kPre, std::int32_t value = 0);

}  // namespace taxon
