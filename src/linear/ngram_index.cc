#include "linear/ngram_index.h"

#include <algorithm>
#include <bit>

#include "base/check.h"

namespace taxon {

NgramIndex::NgramIndex(std::span<const std::uint64_t> hashes, std::span<const std::uint32_t> columns)
    : bits_(static_cast<unsigned>(std::bit_width(hashes.size()))),
      begins_((std::size_t{1} << bits_) + 1),
      entries_(hashes.size()) {
  TAXON_CHECK(columns.size() == hashes.size());
  TAXON_CHECK(hashes.size() < std::size_t{1} << 31U);
  TAXON_CHECK(std::is_sorted(hashes.begin(), hashes.end()));
  for (std::size_t i = 0; i < hashes.size(); ++i) {
    entries_[i] = {static_cast<std::uint32_t>(hashes[i]), columns[i]};
    ++begins_[bucket_of(hashes[i]) + 1];
  }
  for (std::size_t bucket = 1; bucket < begins_.size(); ++bucket) begins_[bucket] += begins_[bucket - 1];
}

}  // namespace taxon
