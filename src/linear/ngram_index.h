#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace taxon {

// Finds the columns of n-grams by their hashes. A sorted list of hashes is a hash table as it stands: the
// leading bits say at which entries to look (about one), and 32 further bits, all that is kept of a hash,
// whether it is the one. An unknown n-gram is taken for a known one with a chance of about 2^-32. Immutable,
// so any number of threads may use one.
class NgramIndex {
 public:
  static constexpr std::uint32_t kNone = 0xFFFFFFFFU;

  NgramIndex() : NgramIndex({}, {}) {}
  // hashes: rising, fewer than 2^31; columns: of each.
  NgramIndex(std::span<const std::uint64_t> hashes, std::span<const std::uint32_t> columns);

  std::size_t size() const { return entries_.size(); }
  // The n-gram's column or kNone. (Of two n-grams that agree in all the bits that are kept, the first's.)
  std::uint32_t find(std::uint64_t hash) const {
    const std::size_t bucket = bucket_of(hash);
    const auto tag = static_cast<std::uint32_t>(hash);
    for (std::uint32_t i = begins_[bucket]; i < begins_[bucket + 1]; ++i) {
      if (entries_[i].tag == tag) return entries_[i].column;
    }
    return kNone;
  }
  // Starts fetching what find() of this hash looks at first.
  void prefetch(std::uint64_t hash) const { __builtin_prefetch(&begins_[bucket_of(hash)]); }

 private:
  struct Entry {
    std::uint32_t tag = 0;  // the lower half of the hash
    std::uint32_t column = 0;
  };

  // Two shifts, since there may be no bits to look at.
  std::size_t bucket_of(std::uint64_t hash) const { return (hash >> 32U) >> (32U - bits_); }

  unsigned bits_ = 0;                  // leading bits that say where to look
  std::vector<std::uint32_t> begins_;  // (2^bits_ + 1): where each bucket begins
  std::vector<Entry> entries_;
};

}  // namespace taxon
