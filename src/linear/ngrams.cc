#include "linear/ngrams.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>

#include "base/error.h"
#include "text/lowercase.h"
#include "text/pieces.h"

namespace taxon {
namespace {

// Seeds of the hash, digits of the golden ratio and of sqrt(2); they are part of the model file's promise.
// They must differ in many bits: XXH3 of a few bytes does little more with a seed than to add it to them, so
// with 1 and 2 "abc" of the one kind was "ab`" of the other.
constexpr std::uint64_t kWords = 0x9E3779B97F4A7C15U, kCharacters = 0x6A09E667F3BCC908U;

constexpr std::size_t kFirstSlots = 1U << 12U;

void check_range(const char* what, const NgramRange& range) {
  if (range == NgramRange{}) return;
  if (range.from < 1 || range.from > range.to || range.to > kMaxNgram) {
    throw Error({.field = what}, "are " + std::to_string(range.from) + " to " + std::to_string(range.to) +
                                     " in a row; choose from 1 to " + std::to_string(kMaxNgram));
  }
}

}  // namespace

void NgramOptions::validate() const {
  check_range("words", words);
  check_range("characters", characters);
}

NgramCounter::NgramCounter(const NgramOptions& options) : options_(options), slots_(kFirstSlots) {
  options_.validate();
  if (options_.icu_words) icu_.emplace();
}

NgramCounter::Blocks NgramCounter::count(std::string_view text) {
  LengthChanges unused;
  lowercase(text, lowered_, unused);
  ngrams_.clear();
  if (!options_.words.empty()) {
    if (icu_) {
      join_words(lowered_, *icu_, joined_);
    } else {
      join_words(lowered_, joined_);
    }
    count_words();
    flush();
  }
  const std::size_t words = ngrams_.size();
  if (!options_.characters.empty()) {
    join_pieces(lowered_, joined_);
    count_characters();
    flush();
  }
  const std::span<const Ngram> all = ngrams_;
  return {all.first(words), all.subspan(words)};
}

void NgramCounter::count_words() {
  starts_.clear();
  for (std::size_t i = 0; i < joined_.size(); ++i) {
    if (joined_[i] == ' ') starts_.push_back(static_cast<std::uint32_t>(i + 1));
  }
  const std::size_t words = starts_.size() - 1;
  const auto from = static_cast<std::size_t>(options_.words.from);
  for (std::size_t i = 0; i < words; ++i) {
    const std::size_t to = std::min(static_cast<std::size_t>(options_.words.to), words - i);
    for (std::size_t n = from; n <= to; ++n) add(starts_[i], starts_[i + n] - 1, kWords);
  }
}

void NgramCounter::count_characters() {
  for (std::size_t space = 0, next = 0; space + 1 < joined_.size(); space = next) {
    next = joined_.find(' ', space + 1);
    // The piece with a space at either end.
    starts_.clear();
    for (std::size_t i = space; i <= next; ++i) {
      const bool continues = (static_cast<unsigned char>(joined_[i]) & 0xC0U) == 0x80U;
      if (!continues) starts_.push_back(static_cast<std::uint32_t>(i));
    }
    starts_.push_back(static_cast<std::uint32_t>(next + 1));
    const std::size_t characters = starts_.size() - 1;
    for (auto n = static_cast<std::size_t>(options_.characters.from);
         n <= static_cast<std::size_t>(options_.characters.to); ++n) {
      for (std::size_t i = 0; i + n <= characters; ++i) add(starts_[i], starts_[i + n], kCharacters);
      if (n < characters) continue;
      // A piece no longer than n is one n-gram, counted once for all lengths.
      if (n > characters) add(starts_[0], starts_[characters], kCharacters);
      break;
    }
  }
}

void NgramCounter::add(std::size_t begin, std::size_t end, std::uint64_t kind) {
  const std::uint64_t hash = XXH3_64bits_withSeed(joined_.data() + begin, end - begin, kind);
  const std::size_t mask = slots_.size() - 1;
  std::size_t i = hash & mask;
  while (slots_[i].count > 0 && slots_[i].hash != hash) i = (i + 1) & mask;
  if (slots_[i].count > 0) {
    ++slots_[i].count;
    return;
  }
  if (used_.size() == kMaxDifferent) return;
  slots_[i] = {hash, 1};
  used_.push_back(static_cast<std::uint32_t>(i));
  if (2 * used_.size() > slots_.size()) grow();
}

void NgramCounter::grow() {
  std::vector<Ngram> wider(2 * slots_.size());
  const std::size_t mask = wider.size() - 1;
  for (std::uint32_t& place : used_) {
    const Ngram& ngram = slots_[place];
    std::size_t i = ngram.hash & mask;
    while (wider[i].count > 0) i = (i + 1) & mask;
    wider[i] = ngram;
    place = static_cast<std::uint32_t>(i);
  }
  slots_ = std::move(wider);
}

void NgramCounter::flush() {
  for (const std::uint32_t place : used_) {
    ngrams_.push_back(slots_[place]);
    slots_[place].count = 0;
  }
  used_.clear();
}

}  // namespace taxon
