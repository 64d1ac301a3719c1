#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/shared_array.h"
#include "base/stop_request.h"
#include "base/thread_pool.h"
#include "linear/ngram_index.h"
#include "linear/ngrams.h"
#include "linear/sparse_rows.h"

namespace taxon {

struct FeatureOptions {
  NgramOptions ngrams;
  // Only n-grams that are in so many texts become features.
  std::int32_t min_texts = 2;
  // No more features than this: the first columns.
  std::int32_t max_features = 1 << 21;
  // Whether a count c weighs 1 + log(c) instead of c.
  bool sublinear = true;

  bool operator==(const FeatureOptions&) const = default;

  // Throws Error naming the first option that is out of its range.
  void validate() const;
};

// TF-IDF features of texts: one column an n-gram, its value count x idf with idf = log((1 + N) / (1 + df)) +
// 1 for N texts of which df have the n-gram, each block of a row (words, characters) of length 1 by itself:
// scikit-learn 1.9.1's FeatureUnion of two TfidfVectorizers (smooth_idf, norm="l2"). log is our own
// (simd/scalar_math.h), sums are taken in the order of the text: the same bits on every machine. Columns are
// ordered by falling df, equals by their hash, so that what is used most lies together. Immutable and cheap
// to copy; any number of threads may use one.
class TfidfFeatures {
 public:
  // Learns which n-grams become features, and how much they weigh. The result depends on the texts and their
  // order, not on the pool. Nothing where it was asked to stop before the end. Memory: DocumentCounts' for
  // kMaxCandidates n-grams (400 MB at most, and no more than 48 bytes for each different one), NgramCounter's
  // for each thread, and 200 MB for n-grams in transit.
  static std::optional<TfidfFeatures> fit(const FeatureOptions& options, std::span<const std::string> texts,
                                          ThreadPool& pool, StopRequest stop = nullptr);
  // What options(), index() and idf() of other features gave; idf is borrowed and must outlive the features
  // and their copies. Throws Error where these are no features that fit() could have found.
  static TfidfFeatures borrow(const FeatureOptions& options, const NgramIndex& index,
                              std::span<const float> idf);

  // The texts' rows; nothing where it was asked to stop before the end. 8 bytes for each value that is not 0:
  // for posts of 2,000 bytes about 12 times the text.
  std::optional<SparseRows> rows(std::span<const std::string> texts, ThreadPool& pool,
                                 StopRequest stop = nullptr) const;
  // Appends one text's values. counter: a thread's own, of the same NgramOptions.
  void append_row(std::string_view text, NgramCounter& counter, std::vector<SparseValue>& values) const;

  std::size_t size() const { return idf_.size(); }
  const FeatureOptions& options() const { return options_; }
  const NgramIndex& index() const { return index_; }
  std::span<const float> idf() const { return idf_.span(); }  // (size())

  // Counts are exact as long as there are no more different n-grams (see DocumentCounts): about 150 MB of
  // English text.
  static constexpr std::size_t kMaxCandidates = std::size_t{1} << 24U;

 private:
  void append_block(std::span<const Ngram> ngrams, std::vector<SparseValue>& values) const;

  FeatureOptions options_;
  NgramIndex index_;
  SharedArray<float> idf_;
};

}  // namespace taxon
