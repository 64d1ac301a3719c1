#include "model/start_vectors.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/check.h"
#include "base/error.h"
#include "data/word_vectors.h"
#include "text/lowercase.h"

namespace taxon {
namespace {

constexpr auto kNoRow = StartVectors::kNoRow;

// Ids of the words that a file may have.
std::vector<std::int32_t> wanted_ids(const Tokenizer& tokenizer, std::int32_t first_id) {
  std::vector<std::int32_t> ids;
  for (std::int32_t id = first_id; id <= tokenizer.kept_words(); ++id)
    if (id != tokenizer.oov_id()) ids.push_back(id);
  return ids;
}

// Words by their lower case; those that share it share a place, which counts from 0.
class LoweredWords {
 public:
  LoweredWords(const Vocabulary& vocabulary, const std::vector<std::int32_t>& ids) {
    std::vector<std::string> words;
    for (const auto id : ids) words.push_back(lowered(vocabulary.word(id)));
    places_ = Vocabulary::from_words(std::vector<std::string_view>(words.begin(), words.end()));
    for (const auto& word : words) place_of_word_.push_back(places_.find(word) - 1);
  }

  std::int32_t place_of(std::size_t i) const { return place_of_word_[i]; }  // of ids[i]
  // Of any word; -1: none of the words is the same in lower case.
  std::int32_t find(std::string_view word) { return places_.find(lowered(word)) - 1; }

 private:
  // Valid until the next call.
  const std::string& lowered(std::string_view word) {
    lowercase(word, lowered_, changes_);
    return lowered_;
  }

  std::string lowered_;
  LengthChanges changes_;
  Vocabulary places_;
  std::vector<std::int32_t> place_of_word_;
};

}  // namespace

StartVectors read_start_vectors(const std::string& path, const Tokenizer& tokenizer, std::int32_t first_id) {
  const auto ids = wanted_ids(tokenizer, first_id);
  LoweredWords lowered(tokenizer.vocabulary(), ids);
  // By id and by place of the lower case. The first of a word's lines counts.
  std::vector<std::int32_t> own_row(static_cast<std::size_t>(tokenizer.kept_words()) + 1, kNoRow);
  std::vector<std::int32_t> lowered_row(ids.size(), kNoRow);
  StartVectors vectors;
  WordVectorReader reader(path);
  std::int32_t rows = 0;
  while (reader.next()) {
    const std::int32_t id = tokenizer.vocabulary().find(reader.word()), place = lowered.find(reader.word());
    const bool is_wanted = id >= first_id && id <= tokenizer.kept_words() && id != tokenizer.oov_id();
    std::int32_t* const own = is_wanted ? &own_row[static_cast<std::size_t>(id)] : nullptr;
    std::int32_t* const shared = place >= 0 ? &lowered_row[static_cast<std::size_t>(place)] : nullptr;
    bool is_new = false;
    for (std::int32_t* const row : {own, shared}) {
      if (!row || *row != kNoRow) continue;
      *row = rows;
      is_new = true;
    }
    if (!is_new) continue;
    ++rows;
    const auto numbers = reader.numbers();
    vectors.values.insert(vectors.values.end(), numbers.begin(), numbers.end());
  }
  vectors.dim = reader.numbers().size();
  vectors.sha256 = reader.sha256();

  vectors.words = static_cast<std::int32_t>(ids.size());
  for (std::size_t i = 0; i < ids.size(); ++i) {
    auto& row = own_row[static_cast<std::size_t>(ids[i])];
    if (row == kNoRow) row = lowered_row[static_cast<std::size_t>(lowered.place_of(i))];
    if (row != kNoRow) ++vectors.found;
  }
  if (vectors.found == 0 && !ids.empty()) {
    throw Error({.file = path}, "has a vector for none of the " + std::to_string(vectors.words) +
                                    " words; give vectors of the language of the texts");
  }
  vectors.row_of_id = std::move(own_row);
  return vectors;
}

void place_start_vectors(const StartVectors& vectors, Parameters& parameters) {
  const auto table = parameters["embedding/token"];
  TAXON_CHECK(vectors.row_of_id.size() * vectors.dim <= table.size());
  for (std::size_t id = 0; id < vectors.row_of_id.size(); ++id) {
    const std::int32_t row = vectors.row_of_id[id];
    if (row == StartVectors::kNoRow) continue;
    std::copy_n(vectors.values.data() + static_cast<std::size_t>(row) * vectors.dim, vectors.dim,
                table.data() + id * vectors.dim);
  }
}

}  // namespace taxon
