#include "data/near_duplicates.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <unordered_map>

#include "data/plain_words.h"

namespace taxon {
namespace {

constexpr std::size_t kBands = 24, kBandWidth = 5, kMinima = kBands * kBandWidth;
constexpr std::size_t kCompared = 4;  // of a band's group

using Sketch = std::array<std::uint16_t, kMinima>;
using Fingerprints = std::vector<std::uint32_t>;  // of pairs of words; rising, each once

// What is kept of a text.
struct Text {
  Fingerprints pairs;
  Sketch sketch{};
  std::uint64_t words = 0;  // hash of the sequence of words
};

// Of each place that no pair of words fell into, which filled one stands in for it: the same for all texts
// that have the same filled places, and nearly the same for those that nearly have.
std::size_t stand_in(std::size_t empty, const std::array<std::uint32_t, kMinima>& minima) {
  for (std::uint64_t attempt = 1;; ++attempt) {
    const std::size_t place = mixed_bits(empty + kMinima * attempt) % kMinima;
    if (minima[place] != std::numeric_limits<std::uint32_t>::max()) return place;
  }
}

// pairs: at least one hash.
Sketch sketch_of(std::span<const std::uint64_t> pairs) {
  std::array<std::uint32_t, kMinima> minima{};
  minima.fill(std::numeric_limits<std::uint32_t>::max());
  for (const std::uint64_t hash : pairs) {
    // The upper half says the place, the lower half counts there; the largest value means "empty".
    const std::size_t place = ((hash >> 32U) * kMinima) >> 32U;
    const auto rank = static_cast<std::uint32_t>(hash) & ~1U;
    minima[place] = std::min(minima[place], rank);
  }
  Sketch sketch{};
  for (std::size_t i = 0; i < kMinima; ++i) {
    const bool empty = minima[i] == std::numeric_limits<std::uint32_t>::max();
    const std::uint32_t minimum = minima[empty ? stand_in(i, minima) : i];
    sketch[i] = static_cast<std::uint16_t>(mixed_bits(minimum));
  }
  return sketch;
}

// The hashes of neighbouring pairs in place of those of the words.
void pair_up(std::vector<std::uint64_t>& words) {
  for (std::size_t i = 0; i + 1 < words.size(); ++i) words[i] = mixed_bits(words[i] * 31 + words[i + 1]);
  if (words.size() > 1) words.pop_back();
}

void digest(std::string_view bytes, std::vector<std::uint64_t>& scratch, Text& text) {
  scratch.clear();
  append_plain_words(bytes, scratch);
  if (scratch.empty()) return;
  for (const std::uint64_t word : scratch) text.words = mixed_bits(text.words * 31 + word);
  pair_up(scratch);
  text.sketch = sketch_of(scratch);
  text.pairs.assign(scratch.begin(), scratch.end());  // the lower halves
  std::sort(text.pairs.begin(), text.pairs.end());
  text.pairs.erase(std::unique(text.pairs.begin(), text.pairs.end()), text.pairs.end());
  text.pairs.shrink_to_fit();
}

// The Jaccard index, or nothing where it is below the limit.
std::optional<double> similarity(const Fingerprints& a, const Fingerprints& b) {
  const std::size_t all = a.size() + b.size();
  // |A and B| / (|A| + |B| - |A and B|) >= s means |A and B| >= s / (1 + s) (|A| + |B|).
  const double needed = kNearDuplicate / (1 + kNearDuplicate) * static_cast<double>(all) - 1e-9;
  std::size_t common = 0;
  for (auto i = a.begin(), j = b.begin(); i != a.end() && j != b.end();) {
    const auto possible = common + static_cast<std::size_t>(std::min(a.end() - i, b.end() - j));
    if (static_cast<double>(possible) < needed) return std::nullopt;
    common += static_cast<std::size_t>(*i == *j);
    const bool step_i = *i <= *j, step_j = *j <= *i;
    i += step_i ? 1 : 0;
    j += step_j ? 1 : 0;
  }
  if (static_cast<double>(common) < needed) return std::nullopt;
  return static_cast<double>(common) / static_cast<double>(all - common);
}

// A text's part in a band. Sorting by these members makes groups, in each of them the texts in order.
struct Place {
  std::uint64_t key;
  std::size_t text;

  bool operator<(const Place& other) const { return key != other.key ? key < other.key : text < other.text; }
};

class Search {
 public:
  explicit Search(const std::vector<Text>& texts) : texts_(texts), found_(texts.size()) {}

  // Texts that are found here stand back for their first one from then on.
  void find_same_words() {
    std::unordered_map<std::uint64_t, std::size_t> first;
    for (std::size_t i = 0; i < texts_.size(); ++i) {
      if (texts_[i].pairs.empty()) continue;
      const auto [entry, is_new] = first.try_emplace(texts_[i].words, i);
      if (!is_new && texts_[entry->second].pairs == texts_[i].pairs)
        found_[i] = {{i, entry->second, 1, true}};
    }
  }

  void find_in_bands(ThreadPool& pool) {
    std::vector<std::vector<NearDuplicate>> found(kBands);
    pool.parallel_for(kBands, [&](std::size_t band, int) { found[band] = matches_in(band); });
    for (const auto& matches : found) {
      for (const auto& match : matches) {
        auto& best = found_[match.text];
        if (!best || match.earlier < best->earlier) best = match;
      }
    }
  }

  std::vector<NearDuplicate> result() const {
    std::vector<NearDuplicate> duplicates;
    for (const auto& match : found_) {
      if (match) duplicates.push_back(*match);
    }
    return duplicates;
  }

 private:
  std::vector<Place> places_in(std::size_t band) const {
    std::vector<Place> places;
    for (std::size_t i = 0; i < texts_.size(); ++i) {
      if (texts_[i].pairs.empty() || found_[i]) continue;
      std::uint64_t key = 0;
      for (std::size_t k = 0; k < kBandWidth; ++k) {
        key = mixed_bits(key * 31 + texts_[i].sketch[band * kBandWidth + k]);
      }
      places.push_back({key, i});
    }
    std::sort(places.begin(), places.end());
    return places;
  }

  std::vector<NearDuplicate> matches_in(std::size_t band) const {
    std::vector<NearDuplicate> matches;
    const std::vector<Place> places = places_in(band);
    for (std::size_t begin = 0, p = 1; p < places.size(); ++p) {
      if (places[p].key != places[begin].key) begin = p;
      for (std::size_t q = begin; q < std::min(p, begin + kCompared); ++q) {
        const std::size_t text = places[p].text, earlier = places[q].text;
        const auto likeness = similarity(texts_[earlier].pairs, texts_[text].pairs);
        if (!likeness) continue;
        matches.push_back({text, earlier, *likeness, false});
        break;
      }
    }
    return matches;
  }

  const std::vector<Text>& texts_;
  std::vector<std::optional<NearDuplicate>> found_;  // of each text
};

}  // namespace

std::vector<NearDuplicate> find_near_duplicates(std::span<const std::string_view> texts,
                                                const std::vector<bool>& skip, ThreadPool& pool) {
  std::vector<Text> digests(texts.size());
  std::vector<std::vector<std::uint64_t>> scratch(static_cast<std::size_t>(pool.size()));
  pool.parallel_for(texts.size(), [&](std::size_t i, int worker) {
    if (!skip[i]) digest(texts[i], scratch[static_cast<std::size_t>(worker)], digests[i]);
  });
  Search search(digests);
  search.find_same_words();
  search.find_in_bands(pool);
  return search.result();
}

}  // namespace taxon
