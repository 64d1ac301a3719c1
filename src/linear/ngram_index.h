#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/shared_array.h"

namespace taxon {

// Finds the columns of n-grams by their hashes. A sorted list of hashes is a hash table as it stands: the
// leading bits say at which entries to look (about one), and 32 further bits, all that is kept of a hash,
// whether it is the one. An unknown n-gram is taken for a known one with a chance of about 2^-32. Immutable
// and cheap to copy; any number of threads may use one.
class NgramIndex {
 public:
  static constexpr std::uint32_t kNone = 0xFFFFFFFFU;
  // More n-grams than any index has.
  static constexpr std::size_t kMaxSize = std::size_t{1} << 31U;

  struct Entry {
    std::uint32_t tag = 0;  // the lower half of the hash
    std::uint32_t column = 0;

    bool operator==(const Entry&) const = default;
  };

  NgramIndex() : NgramIndex({}, {}) {}
  // hashes: rising, fewer than kMaxSize; columns: of each, 0 to size() - 1 in any order.
  NgramIndex(std::span<const std::uint64_t> hashes, std::span<const std::uint32_t> columns);
  // Borrows what begins() and entries() of another index gave. Throws Error where find() could read outside
  // of them or find a column of size() or more. Both must outlive the index and its copies.
  static NgramIndex borrow(std::span<const std::uint32_t> begins, std::span<const Entry> entries);

  // The bits of a hash that choose the bucket, where so many n-grams are indexed.
  static unsigned bits_for(std::size_t size);
  // How long begins() is then: the buckets' number and one more.
  static std::size_t begins_for(std::size_t size) { return (std::size_t{1} << bits_for(size)) + 1; }

  std::size_t size() const { return entries_.size(); }
  // Where each bucket's entries begin, and where the last one's end; the entries, bucket by bucket.
  std::span<const std::uint32_t> begins() const { return begins_.span(); }
  std::span<const Entry> entries() const { return entries_.span(); }

  // The n-gram's column or kNone. (Of two n-grams that agree in all the bits that are kept, the first's.)
  std::uint32_t find(std::uint64_t hash) const {
    const std::size_t bucket = bucket_of(hash);
    const auto tag = static_cast<std::uint32_t>(hash);
    for (std::uint32_t i = begins_[bucket]; i < begins_[bucket + 1]; ++i) {
      if (entries_[i].tag == tag) return entries_[i].column;
    }
    return kNone;
  }
  // Start fetching what find() of this hash looks at first, and, once that is there, what it looks at then.
  void prefetch_bucket(std::uint64_t hash) const { __builtin_prefetch(&begins_[bucket_of(hash)]); }
  void prefetch_entries(std::uint64_t hash) const {
    __builtin_prefetch(entries_.data() + begins_[bucket_of(hash)]);
  }

 private:
  // Two shifts, since there may be no bits to look at.
  std::size_t bucket_of(std::uint64_t hash) const { return (hash >> 32U) >> (32U - bits_); }

  unsigned bits_ = 0;                  // leading bits that say where to look
  SharedArray<std::uint32_t> begins_;  // (2^bits_ + 1)
  SharedArray<Entry> entries_;
};

}  // namespace taxon
