#include "text/padding.h"

#include <algorithm>
#include <string>

#include "base/error.h"

namespace taxon {
namespace {

void check_maxlen(std::int64_t maxlen) {
  if (maxlen < 1) throw Error({.field = "maxlen"}, "is " + std::to_string(maxlen) + "; choose 1 or more");
}

std::size_t longest_row(const RaggedIds& ids) {
  std::size_t longest = 0;
  for (std::size_t i = 0; i < ids.size(); ++i) longest = std::max(longest, ids[i].size());
  if (longest == 0)
    throw Error({.field = "maxlen"}, "cannot be that of the longest text: no text has a token");
  return longest;
}

}  // namespace

std::span<const std::int32_t> truncate(std::span<const std::int32_t> ids, std::int32_t maxlen, Side side) {
  check_maxlen(maxlen);
  const std::size_t n = std::min(ids.size(), static_cast<std::size_t>(maxlen));
  return side == Side::kPre ? ids.last(n) : ids.first(n);
}

PaddedIds pad_sequences(const RaggedIds& ids, std::optional<std::int32_t> maxlen, Side padding,
                        Side truncating, std::int32_t value) {
  if (maxlen) check_maxlen(*maxlen);
  PaddedIds padded;
  padded.rows = ids.size();
  padded.width = maxlen ? static_cast<std::size_t>(*maxlen) : longest_row(ids);
  padded.values.assign(padded.rows * padded.width, value);
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const auto kept = truncate(ids[i], static_cast<std::int32_t>(padded.width), truncating);
    const std::size_t begin = i * padded.width + (padding == Side::kPre ? padded.width - kept.size() : 0);
    std::copy(kept.begin(), kept.end(), padded.values.begin() + static_cast<std::ptrdiff_t>(begin));
  }
  return padded;
}

}  // namespace taxon
