#include "encoder/rows.h"

#include <algorithm>

#include "base/check.h"

namespace taxon {

TextRows lay_rows(const EncoderConfig& config, std::span<const std::int32_t> ids) {
  const auto L = static_cast<std::size_t>(config.maxlen);
  TAXON_CHECK(ids.size() <= L);
  TextRows rows;
  const bool pre = config.padding == Side::kPre;
  if (!config.mask) {
    rows.tokens.assign(L, 0);
    std::copy(ids.begin(), ids.end(),
              rows.tokens.begin() + static_cast<std::ptrdiff_t>(pre ? L - ids.size() : 0));
  } else if (ids.empty()) {
    rows.tokens.assign(1, 0);
  } else {
    rows.tokens.assign(ids.begin(), ids.end());
  }
  const std::size_t n = rows.tokens.size();
  const std::size_t first = pre ? L - n : 0;
  for (std::size_t r = 0; r < n; ++r) rows.positions.push_back(static_cast<std::int32_t>(first + r));
  return rows;
}

}  // namespace taxon
