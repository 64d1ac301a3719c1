#include "text/word_counter.h"

namespace taxon {

std::uint32_t WordCounter::add(std::string_view word, std::uint64_t hash, std::int64_t times) {
  const auto word_of = [this](std::uint32_t number) { return this->word(number); };
  std::uint32_t number = index_.find(word, hash, word_of);
  if (number == WordIndex::kNone) {
    number = static_cast<std::uint32_t>(size());
    bytes_.insert(bytes_.end(), word.begin(), word.end());
    ends_.push_back(bytes_.size());
    counts_.push_back(0);
    index_.set(word, hash, number, word_of);
  }
  counts_[number] += times;
  return number;
}

}  // namespace taxon
