#include "text/vocabulary.h"

#include <limits>
#include <string>
#include <vector>

#include "base/check.h"
#include "base/error.h"
#include "text/word_index.h"

namespace taxon {

struct Vocabulary::Owned {
  std::vector<char> bytes;
  std::vector<std::uint64_t> ends;
  std::vector<std::int64_t> counts;
};

Vocabulary::Vocabulary() : index_(std::make_shared<WordIndex>()) {}

Vocabulary Vocabulary::from_words(std::span<const std::string_view> words,
                                  std::span<const std::int64_t> counts) {
  TAXON_CHECK(counts.empty() || counts.size() == words.size());
  auto owned = std::make_shared<Owned>();
  owned->counts.assign(counts.begin(), counts.end());
  owned->ends.reserve(words.size());
  for (const std::string_view word : words) {
    owned->bytes.insert(owned->bytes.end(), word.begin(), word.end());
    owned->ends.push_back(owned->bytes.size());
  }
  Vocabulary vocabulary;
  vocabulary.bytes_ = {owned->bytes.data(), owned->bytes.size()};
  vocabulary.ends_ = owned->ends;
  vocabulary.owned_ = std::move(owned);
  vocabulary.build_index();
  return vocabulary;
}

Vocabulary Vocabulary::borrow(std::string_view bytes, std::span<const std::uint64_t> ends) {
  std::uint64_t last = 0;
  for (const std::uint64_t end : ends) {
    if (end < last) throw Error("the vocabulary is damaged: a word ends before it begins");
    last = end;
  }
  if (last != bytes.size()) throw Error("the vocabulary is damaged: its words do not fill their place");
  Vocabulary vocabulary;
  vocabulary.bytes_ = bytes;
  vocabulary.ends_ = ends;
  vocabulary.build_index();
  return vocabulary;
}

void Vocabulary::build_index() {
  // Ids are 32-bit, and one more than the number of words must fit as well.
  if (ends_.size() >= std::numeric_limits<std::int32_t>::max()) {
    throw Error("more than 2,147,483,646 words do not fit into a vocabulary");
  }
  auto index = std::make_shared<WordIndex>(ends_.size());
  const auto word_of = [this](std::uint32_t i) { return word_at(i); };
  for (std::uint32_t i = 0; i < ends_.size(); ++i) {
    const std::string_view word = word_at(i);
    index->set(word, hash_word(word), i, word_of);
  }
  index_ = std::move(index);
}

std::string_view Vocabulary::word_at(std::size_t i) const {
  const std::size_t begin = i == 0 ? 0 : ends_[i - 1];
  return bytes_.substr(begin, ends_[i] - begin);
}

std::string_view Vocabulary::word(std::int32_t id) const {
  TAXON_CHECK(id >= 1 && id <= size());
  return word_at(static_cast<std::size_t>(id) - 1);
}

std::int64_t Vocabulary::count(std::int32_t id) const {
  TAXON_CHECK(id >= 1 && id <= size());
  return owned_ && !owned_->counts.empty() ? owned_->counts[static_cast<std::size_t>(id) - 1] : 0;
}

std::int32_t Vocabulary::find(std::string_view word) const {
  return find(word, hash_word(word));
}

std::int32_t Vocabulary::find(std::string_view word, std::uint64_t hash) const {
  const std::uint32_t i = index_->find(word, hash, [this](std::uint32_t number) { return word_at(number); });
  return i == WordIndex::kNone ? 0 : static_cast<std::int32_t>(i) + 1;
}

void Vocabulary::prefetch(std::uint64_t hash) const {
  index_->prefetch(hash);
}

std::span<const std::uint64_t> Vocabulary::ends(std::int32_t last) const {
  TAXON_CHECK(last >= 0 && last <= size());
  return ends_.first(static_cast<std::size_t>(last));
}

std::string_view Vocabulary::bytes(std::int32_t last) const {
  const auto up_to = ends(last);
  return bytes_.substr(0, up_to.empty() ? 0 : up_to.back());
}

}  // namespace taxon
