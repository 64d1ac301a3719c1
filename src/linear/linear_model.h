#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/thread_pool.h"
#include "linear/byte_weights.h"
#include "linear/features.h"

namespace taxon {

// Texts to a score for each class: TF-IDF features of n-grams and a linear support vector machine a class.
// A score is the margin by which a text has (above 0) or has not the class, no probability. The same bits for
// the same text, alone or among others. Immutable, so any number of threads may use one.
class LinearModel {
 public:
  LinearModel(TfidfFeatures features, ByteWeights weights);

  // Memory that a call works in, kept between calls; a thread's own.
  struct Scratch {
    explicit Scratch(const LinearModel& model) : counter(model.features().options().ngrams) {}
    NgramCounter counter;
    std::vector<SparseValue> row;
  };

  std::size_t classes() const { return weights_.classes; }
  // scores: (classes). text: well-formed UTF-8.
  void score(std::string_view text, Scratch& scratch, std::span<double> scores) const;
  // (texts, classes)
  std::vector<double> score(std::span<const std::string> texts, ThreadPool& pool) const;

  const TfidfFeatures& features() const { return features_; }
  const ByteWeights& weights() const { return weights_; }

 private:
  TfidfFeatures features_;
  ByteWeights weights_;
};

}  // namespace taxon
