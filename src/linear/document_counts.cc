#include "linear/document_counts.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace taxon {
namespace {

constexpr std::size_t kFirstSlots = 1U << 10U;

}  // namespace

DocumentCounts::DocumentCounts(std::size_t limit)
    : limit_(std::max(std::bit_ceil(limit), kFirstSlots)), hashes_(kFirstSlots), texts_(kFirstSlots) {}

std::size_t DocumentCounts::place_of(std::uint64_t hash) const {
  const std::size_t mask = hashes_.size() - 1;
  std::size_t i = hash & mask;
  while (texts_[i] > 0 && hashes_[i] != hash) i = (i + 1) & mask;
  return i;
}

void DocumentCounts::add(std::span<const std::uint64_t> hashes) {
  // The table is larger than the core's cache: what comes soon is fetched ahead.
  constexpr std::size_t kAhead = 8;
  for (std::size_t h = 0; h < hashes.size(); ++h) {
    if (h + kAhead < hashes.size()) {
      const std::size_t ahead = hashes[h + kAhead] & (hashes_.size() - 1);
      __builtin_prefetch(&hashes_[ahead]);
      __builtin_prefetch(&texts_[ahead]);
    }
    const std::size_t i = place_of(hashes[h]);
    if (texts_[i]++ > 0) continue;
    hashes_[i] = hashes[h];
    if (2 * ++used_ > hashes_.size()) make_room();
  }
}

void DocumentCounts::make_room() {
  if (used_ < limit_) return resize(2 * hashes_.size(), 0);
  for (std::uint32_t more_than = 1; 2 * used_ > limit_; ++more_than) resize(hashes_.size(), more_than);
}

// Moves what is in more texts than `more_than` to a table of so many slots.
void DocumentCounts::resize(std::size_t slots, std::uint32_t more_than) {
  const auto old_hashes = std::exchange(hashes_, std::vector<std::uint64_t>(slots));
  const auto old_texts = std::exchange(texts_, std::vector<std::uint32_t>(slots));
  used_ = 0;
  for (std::size_t i = 0; i < old_hashes.size(); ++i) {
    if (old_texts[i] <= more_than) continue;
    const std::size_t place = place_of(old_hashes[i]);
    hashes_[place] = old_hashes[i];
    texts_[place] = old_texts[i];
    ++used_;
  }
}

std::vector<DocumentCount> DocumentCounts::at_least(std::uint32_t least) const {
  std::vector<DocumentCount> kept;
  for (std::size_t i = 0; i < hashes_.size(); ++i) {
    if (texts_[i] > 0 && texts_[i] >= least) kept.push_back({hashes_[i], texts_[i]});
  }
  std::sort(kept.begin(), kept.end(),
            [](const DocumentCount& a, const DocumentCount& b) { return a.hash < b.hash; });
  return kept;
}

}  // namespace taxon
