#include "linear/features.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <numeric>
#include <utility>

#include "base/error.h"
#include "linear/document_counts.h"
#include "linear/sort_columns.h"
#include "simd/scalar_math.h"

namespace taxon {
namespace {

// A part of the n-grams is those that share the leading kPartBits bits of their hashes; parts, not threads,
// are what the work is cut into, so that results do not depend on the threads.
constexpr unsigned kPartBits = 6;
constexpr std::size_t kParts = std::size_t{1} << kPartBits;
// Texts are read in batches of so many bytes, a batch in chunks of so many, a chunk by one thread.
constexpr std::size_t kBatchBytes = std::size_t{2} << 20U, kChunkBytes = std::size_t{64} << 10U;

std::size_t part_of(std::uint64_t hash) {
  return static_cast<std::size_t>(hash >> (64U - kPartBits));
}

// Neighbouring texts of about `bytes` bytes together, from `begin` on; at least one.
std::span<const std::string> take_texts(std::span<const std::string> texts, std::size_t bytes) {
  std::size_t taken = 0, n = 0;
  while (n < texts.size() && (n == 0 || taken + texts[n].size() <= bytes)) taken += texts[n++].size();
  return texts.first(n);
}

std::vector<std::span<const std::string>> cut_texts(std::span<const std::string> texts, std::size_t bytes) {
  std::vector<std::span<const std::string>> cut;
  while (!texts.empty()) {
    cut.push_back(take_texts(texts, bytes));
    texts = texts.subspan(cut.back().size());
  }
  return cut;
}

// One counter a thread, made by the thread that needs it.
class Counters {
 public:
  Counters(const NgramOptions& options, const ThreadPool& pool)
      : options_(options), counters_(static_cast<std::size_t>(pool.size())) {}

  NgramCounter& of(int worker) {
    auto& counter = counters_[static_cast<std::size_t>(worker)];
    if (!counter) counter = std::make_unique<NgramCounter>(options_);
    return *counter;
  }

 private:
  const NgramOptions& options_;
  std::vector<std::unique_ptr<NgramCounter>> counters_;
};

// The n-grams of a chunk's texts, each as often as there are texts that have it, by part.
using ChunkHashes = std::array<std::vector<std::uint64_t>, kParts>;

ChunkHashes hashes_of(std::span<const std::string> texts, NgramCounter& counter) {
  ChunkHashes hashes;
  for (const std::string& text : texts) {
    const auto blocks = counter.count(text);
    for (const auto block : {blocks.words, blocks.characters}) {
      for (const Ngram& ngram : block) hashes[part_of(ngram.hash)].push_back(ngram.hash);
    }
  }
  return hashes;
}

// All n-grams in min_texts texts or more, by rising hash. What it gives is of no use where it was asked to
// stop; that goes for all that takes a StopRequest here.
std::vector<DocumentCount> count_texts(const FeatureOptions& options, std::span<const std::string> texts,
                                       ThreadPool& pool, StopRequest stop) {
  std::vector<DocumentCounts> parts(kParts, DocumentCounts(TfidfFeatures::kMaxCandidates / kParts));
  Counters counters(options.ngrams, pool);
  for (const auto batch : cut_texts(texts, kBatchBytes)) {
    if (is_asked(stop)) return {};
    const auto chunks = cut_texts(batch, kChunkBytes);
    std::vector<ChunkHashes> hashes(chunks.size());
    pool.parallel_for(chunks.size(), [&](std::size_t c, int worker) {
      hashes[c] = hashes_of(chunks[c], counters.of(worker));
    });
    pool.parallel_for(kParts, [&](std::size_t p, int) {
      for (const ChunkHashes& chunk : hashes) parts[p].add(chunk[p]);
    });
  }
  std::vector<DocumentCount> counts;
  for (DocumentCounts& part : parts) {
    const auto kept = part.at_least(static_cast<std::uint32_t>(options.min_texts));
    counts.insert(counts.end(), kept.begin(), kept.end());
    part = DocumentCounts(0);
  }
  return counts;
}

// The columns' n-grams: those in the most texts first, of equals those of the lowest hash.
std::vector<DocumentCount> choose_columns(std::vector<DocumentCount> counts, std::size_t limit) {
  std::sort(counts.begin(), counts.end(), [](const DocumentCount& a, const DocumentCount& b) {
    return a.texts != b.texts ? a.texts > b.texts : a.hash < b.hash;
  });
  counts.resize(std::min(counts.size(), limit));
  return counts;
}

NgramIndex index_of(std::span<const DocumentCount> columns) {
  std::vector<std::uint32_t> order(columns.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(),
            [&](std::uint32_t a, std::uint32_t b) { return columns[a].hash < columns[b].hash; });
  std::vector<std::uint64_t> hashes(columns.size());
  for (std::size_t i = 0; i < order.size(); ++i) hashes[i] = columns[order[i]].hash;
  return NgramIndex(hashes, order);
}

}  // namespace

void FeatureOptions::validate() const {
  ngrams.validate();
  if (min_texts < 1)
    throw Error({.field = "min-texts"}, "is " + std::to_string(min_texts) + "; choose 1 or more");
  if (max_features < 1) {
    throw Error({.field = "max-features"}, "is " + std::to_string(max_features) + "; choose 1 or more");
  }
}

std::optional<TfidfFeatures> TfidfFeatures::fit(const FeatureOptions& options,
                                                std::span<const std::string> texts, ThreadPool& pool,
                                                StopRequest stop) {
  options.validate();
  const std::vector<DocumentCount> columns =
      choose_columns(count_texts(options, texts, pool, stop), static_cast<std::size_t>(options.max_features));
  if (is_asked(stop)) return std::nullopt;
  TfidfFeatures features;
  features.options_ = options;
  features.index_ = index_of(columns);
  std::vector<float> idf;
  idf.reserve(columns.size());
  const auto n = static_cast<double>(texts.size());
  for (const DocumentCount& column : columns) {
    idf.push_back(static_cast<float>(exact_log((1 + n) / (1 + column.texts)) + 1));
  }
  features.idf_ = std::move(idf);
  return features;
}

TfidfFeatures TfidfFeatures::borrow(const FeatureOptions& options, const NgramIndex& index,
                                    std::span<const float> idf) {
  options.validate();
  if (idf.size() != index.size()) throw Error("has not one weight a feature");
  // log(1) + 1 to log(2^64) + 1. Without a way out of the loop the compiler makes it a vector's.
  constexpr float kLeastIdf = 1, kMostIdf = 46;
  bool odd = false;
  for (const float value : idf) odd |= !(value >= kLeastIdf && value <= kMostIdf);
  if (odd) throw Error("has a feature of an impossible weight");
  TfidfFeatures features;
  features.options_ = options;
  features.index_ = index;
  features.idf_ = SharedArray<float>::borrow(idf);
  return features;
}

void TfidfFeatures::append_row(std::string_view text, NgramCounter& counter,
                               std::vector<SparseValue>& values) const {
  const std::size_t begin = values.size();
  const auto blocks = counter.count(text);
  append_block(blocks.words, values);
  append_block(blocks.characters, values);
  sort_columns(values, begin, size());
}

void TfidfFeatures::append_block(std::span<const Ngram> ngrams, std::vector<SparseValue>& values) const {
  // The index is larger than the core's cache: what comes soon is fetched ahead.
  constexpr std::size_t kAhead = 8;
  const std::size_t begin = values.size();
  double squares = 0;
  for (std::size_t i = 0; i < ngrams.size(); ++i) {
    if (i + 2 * kAhead < ngrams.size()) index_.prefetch_bucket(ngrams[i + 2 * kAhead].hash);
    if (i + kAhead < ngrams.size()) index_.prefetch_entries(ngrams[i + kAhead].hash);
    const std::uint32_t column = index_.find(ngrams[i].hash);
    if (column == NgramIndex::kNone) continue;
    const double count = ngrams[i].count;
    const double tf = !options_.sublinear ? count : ngrams[i].count == 1 ? 1 : 1 + exact_log(count);
    const double value = tf * static_cast<double>(idf_[column]);
    squares += value * value;
    values.push_back({column, static_cast<float>(value)});
  }
  if (squares == 0) return;
  const double scale = 1 / std::sqrt(squares);
  for (std::size_t i = begin; i < values.size(); ++i) {
    values[i].value = static_cast<float>(static_cast<double>(values[i].value) * scale);
  }
}

std::optional<SparseRows> TfidfFeatures::rows(std::span<const std::string> texts, ThreadPool& pool,
                                              StopRequest stop) const {
  const auto chunks = cut_texts(texts, kChunkBytes);
  std::vector<SparseRows> parts(chunks.size());
  Counters counters(options_.ngrams, pool);
  pool.parallel_for(chunks.size(), [&](std::size_t c, int worker) {
    if (is_asked(stop)) return;
    for (const std::string& text : chunks[c]) {
      append_row(text, counters.of(worker), parts[c].values);
      parts[c].offsets.push_back(parts[c].values.size());
    }
  });
  if (is_asked(stop)) return std::nullopt;
  return joined(std::move(parts));
}

}  // namespace taxon
