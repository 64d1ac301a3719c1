#include "linear/ngram_index.h"

#include <algorithm>
#include <bit>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/error.h"

namespace taxon {

unsigned NgramIndex::bits_for(std::size_t size) {
  TAXON_CHECK(size < kMaxSize);
  return static_cast<unsigned>(std::bit_width(size));
}

NgramIndex::NgramIndex(std::span<const std::uint64_t> hashes, std::span<const std::uint32_t> columns)
    : bits_(bits_for(hashes.size())) {
  TAXON_CHECK(columns.size() == hashes.size());
  TAXON_CHECK(std::is_sorted(hashes.begin(), hashes.end()));
  std::vector<std::uint32_t> begins(begins_for(hashes.size()));
  std::vector<Entry> entries(hashes.size());
  for (std::size_t i = 0; i < hashes.size(); ++i) {
    TAXON_CHECK(columns[i] < hashes.size());
    entries[i] = {static_cast<std::uint32_t>(hashes[i]), columns[i]};
    ++begins[bucket_of(hashes[i]) + 1];
  }
  for (std::size_t bucket = 1; bucket < begins.size(); ++bucket) begins[bucket] += begins[bucket - 1];
  begins_ = std::move(begins);
  entries_ = std::move(entries);
}

NgramIndex NgramIndex::borrow(std::span<const std::uint32_t> begins, std::span<const Entry> entries) {
  NgramIndex index;
  index.bits_ = bits_for(entries.size());
  TAXON_CHECK(begins.size() == begins_for(entries.size()));
  // Loops without a way out are made a vector's: they pass over a million entries in a millisecond.
  bool falls = begins.front() != 0 || begins.back() != entries.size();
  for (std::size_t bucket = 1; bucket < begins.size(); ++bucket) falls |= begins[bucket] < begins[bucket - 1];
  if (falls) throw Error("has n-grams in an impossible order");
  std::uint32_t last = 0;
  for (const Entry& entry : entries) last = std::max(last, entry.column);
  if (!entries.empty() && last >= entries.size()) throw Error("has an n-gram of a feature that is not there");
  index.begins_ = SharedArray<std::uint32_t>::borrow(begins);
  index.entries_ = SharedArray<Entry>::borrow(entries);
  return index;
}

}  // namespace taxon
