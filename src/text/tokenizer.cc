#include "text/tokenizer.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <string>
#include <utility>

#include "base/check.h"
#include "base/error.h"
#include "text/word_counter.h"

namespace taxon {
namespace {

// Texts [begin, end), worked on by one thread at a time.
struct Chunk {
  std::size_t begin = 0, end = 0;
};

// Cuts the texts into runs of about the same number of bytes. Results never depend on where the cuts are.
std::vector<Chunk> make_chunks(std::span<const std::string> texts, int threads) {
  std::size_t bytes = 0;
  for (const auto& text : texts) bytes += text.size();
  // One thread needs no second chunk; several get some to spare for when one of them is held up.
  const std::size_t wanted = threads == 1 ? 1 : 2 * static_cast<std::size_t>(threads);
  const std::size_t chunk_bytes = bytes / wanted + 1;
  std::vector<Chunk> chunks;
  std::size_t filled = 0;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (chunks.empty() || filled >= chunk_bytes) {
      chunks.push_back({i, i});
      filled = 0;
    }
    chunks.back().end = i + 1;
    filled += texts[i].size();
  }
  return chunks;
}

// Calls use(word, hash) for every token. A large vocabulary's index does not fit the core's cache, so
// `prefetch` is told the hashes of a batch before the first of them is used.
template <class Prefetch, class Use>
void for_each_word(std::span<const Token> tokens, const Prefetch& prefetch, const Use& use) {
  constexpr std::size_t kBatch = 32;
  std::array<std::uint64_t, kBatch> hashes{};
  for (std::size_t begin = 0; begin < tokens.size(); begin += kBatch) {
    const std::size_t n = std::min(kBatch, tokens.size() - begin);
    for (std::size_t i = 0; i < n; ++i) {
      hashes[i] = hash_word(tokens[begin + i].text);
      prefetch(hashes[i]);
    }
    for (std::size_t i = 0; i < n; ++i) use(tokens[begin + i].text, hashes[i]);
  }
}

// What one chunk holds: its words, and its texts as numbers of these words.
struct Counted {
  WordCounter words;
  RaggedIds numbers;
};

void count_chunk(const WordSplitter& splitter, std::span<const std::string> texts, bool keep_numbers,
                 Counted& counted) {
  WordSplitter::Scratch scratch;
  for (const auto& text : texts) {
    for_each_word(
        splitter.tokens(text, scratch), [&](std::uint64_t hash) { counted.words.prefetch(hash); },
        [&](std::string_view word, std::uint64_t hash) {
          const std::uint32_t number = counted.words.add(word, hash);
          if (keep_numbers) counted.numbers.values.push_back(static_cast<std::int32_t>(number));
        });
    counted.numbers.offsets.push_back(counted.numbers.values.size());
  }
}

// All chunks' words in the order of first appearance, and for each chunk the numbers its words get there.
// Taking the chunks in order keeps that order whoever counted them.
struct Merged {
  WordCounter words;
  std::vector<std::vector<std::int32_t>> numbers;
};

Merged merge(std::vector<Counted>& parts) {
  Merged merged;
  for (Counted& part : parts) {
    auto& numbers = merged.numbers.emplace_back(part.words.size());
    if (merged.words.size() == 0) {
      std::iota(numbers.begin(), numbers.end(), 0);
      merged.words = std::move(part.words);
      continue;
    }
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      const std::string_view word = part.words.word(i);
      numbers[i] = static_cast<std::int32_t>(merged.words.add(word, hash_word(word), part.words.count(i)));
    }
    part.words = WordCounter();
  }
  return merged;
}

// The words' numbers by falling count; a stable sort leaves equal counts in the order of first appearance.
std::vector<std::size_t> by_count(const WordCounter& words) {
  std::vector<std::size_t> order(words.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return words.count(a) > words.count(b); });
  return order;
}

// Each number replaced by its id; an id of 0 is left out.
RaggedIds translated(const RaggedIds& numbers, const std::vector<std::int32_t>& id_of_number) {
  RaggedIds ids;
  ids.values.reserve(numbers.values.size());
  ids.offsets.reserve(numbers.offsets.size());
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    for (const std::int32_t number : numbers[i]) {
      if (const std::int32_t id = id_of_number[static_cast<std::size_t>(number)]; id > 0)
        ids.values.push_back(id);
    }
    ids.offsets.push_back(ids.values.size());
  }
  return ids;
}

}  // namespace

Tokenizer::Tokenizer(TokenizerOptions options, Vocabulary vocabulary)
    : options_(std::move(options)), splitter_(options_), vocabulary_(std::move(vocabulary)) {
  id_limit_ = options_.num_words > 0 ? options_.num_words : vocabulary_.size() + 1;
  if (!options_.oov_token) return;
  oov_id_ = vocabulary_.find(*options_.oov_token);
  // The token is also a word of the texts, and that word's id, which Keras would give out all the same, is
  // beyond the limit. Its first id is 1.
  if (oov_id_ >= id_limit_) oov_id_ = vocabulary_.word(1) == *options_.oov_token ? 1 : 0;
}

std::int32_t Tokenizer::kept_words() const {
  return std::min(vocabulary_.size(), id_limit_ - 1);
}

std::int32_t Tokenizer::id_of(std::string_view word, std::uint64_t hash) const {
  const std::int32_t id = vocabulary_.find(word, hash);
  return id > 0 && id < id_limit_ ? id : oov_id_;
}

void Tokenizer::append_ids(std::string_view text, WordSplitter::Scratch& scratch,
                           std::vector<std::int32_t>& ids) const {
  for_each_word(
      splitter_.tokens(text, scratch), [&](std::uint64_t hash) { vocabulary_.prefetch(hash); },
      [&](std::string_view word, std::uint64_t hash) {
        if (const std::int32_t id = id_of(word, hash); id > 0) ids.push_back(id);
      });
}

Tokenizer Tokenizer::fit(const TokenizerOptions& options, std::span<const std::string> texts,
                         ThreadPool& pool) {
  return learn(options, texts, pool, nullptr);
}

Tokenizer Tokenizer::fit_and_encode(const TokenizerOptions& options, std::span<const std::string> texts,
                                    ThreadPool& pool, RaggedIds& ids) {
  return learn(options, texts, pool, &ids);
}

Tokenizer Tokenizer::learn(const TokenizerOptions& options, std::span<const std::string> texts,
                           ThreadPool& pool, RaggedIds* ids) {
  const WordSplitter splitter(options);
  const std::vector<Chunk> chunks = make_chunks(texts, pool.size());
  std::vector<Counted> counted(chunks.size());
  pool.parallel_for(chunks.size(), [&](std::size_t i, int) {
    count_chunk(splitter, texts.subspan(chunks[i].begin, chunks[i].end - chunks[i].begin), ids != nullptr,
                counted[i]);
  });
  const Merged merged = merge(counted);
  const std::vector<std::size_t> order = by_count(merged.words);

  std::vector<std::string_view> words;
  std::vector<std::int64_t> counts;
  words.reserve(order.size() + 1);
  counts.reserve(order.size() + 1);
  if (options.oov_token) {
    words.push_back(*options.oov_token);
    counts.push_back(0);
  }
  std::vector<std::int32_t> id_of_number(order.size());
  for (const std::size_t number : order) {
    words.push_back(merged.words.word(number));
    counts.push_back(merged.words.count(number));
    id_of_number[number] = static_cast<std::int32_t>(words.size());
  }
  Tokenizer tokenizer(options, Vocabulary::from_words(words, counts));
  if (!ids) return tokenizer;

  for (std::int32_t& id : id_of_number) id = id < tokenizer.id_limit_ ? id : tokenizer.oov_id_;
  std::vector<RaggedIds> parts(chunks.size());
  pool.parallel_for(chunks.size(), [&](std::size_t c, int) {
    std::vector<std::int32_t> ids_of_chunk;
    for (const std::int32_t number : merged.numbers[c]) {
      ids_of_chunk.push_back(id_of_number[static_cast<std::size_t>(number)]);
    }
    parts[c] = translated(std::exchange(counted[c].numbers, {}), ids_of_chunk);
  });
  *ids = joined(std::move(parts));
  return tokenizer;
}

Tokenizer::Extended Tokenizer::extend(const Tokenizer& known, std::int32_t num_words,
                                      std::span<const std::string> texts, ThreadPool& pool) {
  TokenizerOptions options = known.options();
  options.num_words = num_words;
  const std::int32_t kept = known.kept_words();
  if (num_words > 0 && kept >= num_words) {
    throw Error({.field = "num-words"}, "has no room for the " + std::to_string(kept) +
                                            " words that are known already; choose " +
                                            std::to_string(kept + 1) + " or more");
  }
  std::vector<std::string_view> words;
  for (std::int32_t id = 1; id <= kept; ++id) words.push_back(known.vocabulary().word(id));
  TokenizerOptions unlimited = options;
  unlimited.num_words = 0;
  const Tokenizer found = fit(unlimited, texts, pool);
  std::int32_t left_out = 0;
  for (std::int32_t id = 1; id <= found.vocabulary().size(); ++id) {
    const std::string_view word = found.vocabulary().word(id);
    const std::int32_t known_id = known.vocabulary().find(word);
    if (known_id > 0 && known_id <= kept) continue;
    if (num_words > 0 && words.size() + 1 >= static_cast<std::size_t>(num_words)) {
      ++left_out;
    } else {
      words.push_back(word);
    }
  }
  return {Tokenizer(options, Vocabulary::from_words(words)), left_out};
}

std::vector<std::int32_t> Tokenizer::encode(std::string_view text) const {
  std::vector<std::int32_t> ids;
  WordSplitter::Scratch scratch;
  append_ids(text, scratch, ids);
  return ids;
}

RaggedIds Tokenizer::encode(std::span<const std::string> texts, ThreadPool& pool) const {
  const std::vector<Chunk> chunks = make_chunks(texts, pool.size());
  std::vector<RaggedIds> parts(chunks.size());
  pool.parallel_for(chunks.size(), [&](std::size_t c, int) {
    WordSplitter::Scratch scratch;
    for (std::size_t i = chunks[c].begin; i < chunks[c].end; ++i) {
      append_ids(texts[i], scratch, parts[c].values);
      parts[c].offsets.push_back(parts[c].values.size());
    }
  });
  return joined(std::move(parts));
}

std::vector<EncodedToken> Tokenizer::tokens(std::string_view text) const {
  WordSplitter::Scratch scratch;
  std::vector<EncodedToken> encoded;
  for (const Token& token : splitter_.tokens(text, scratch)) {
    encoded.push_back(
        {std::string(token.text), token.begin, token.end, id_of(token.text, hash_word(token.text))});
  }
  return encoded;
}

}  // namespace taxon
