#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace taxon {

// An n-gram (by its hash) and the number of texts that have it.
struct DocumentCount {
  std::uint64_t hash = 0;
  std::uint32_t texts = 0;
};

// Counts in how many texts each n-gram is, in bounded memory. Different n-grams that share the leading bits
// of their hashes make one table; so a corpus is counted in parts, a part by one thread.
//
// When a part is full, the rarest n-grams make room: first those seen in one text, then in two and so on,
// until half of the part is free: lossy counting (Manku and Motwani, "Approximate frequency counts over data
// streams", VLDB 2002). What comes back later starts anew. So counts are exact up to `limit` different
// n-grams and too low for rare ones beyond; either way they depend on the order of the texts only.
class DocumentCounts {
 public:
  // limit: different n-grams held at most, of any part (rounded up to a power of two). 24 to 48 bytes each.
  explicit DocumentCounts(std::size_t limit);

  // The n-grams of one text more (each once), in order. All must belong to the same part.
  void add(std::span<const std::uint64_t> hashes);

  // Those that are in `least` texts or more, by rising hash.
  std::vector<DocumentCount> at_least(std::uint32_t least) const;

 private:
  void make_room();
  void resize(std::size_t slots, std::uint32_t more_than);
  std::size_t place_of(std::uint64_t hash) const;

  std::size_t limit_, used_ = 0;
  std::vector<std::uint64_t> hashes_;
  std::vector<std::uint32_t> texts_;  // 0: a free slot
};

}  // namespace taxon
