#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "encoder/config.h"

namespace taxon {

// Adds up what the parts of a classifier say about texts, as Classifier describes it: in double precision, in
// the order of the calls, so the same bits everywhere.
class JoinedLogits {
 public:
  JoinedLogits(Output output, std::size_t texts, std::size_t classes, double offset = 0)
      : output_(output), classes_(classes), sums_(texts * classes, offset) {}

  // logits: (texts, classes), of one network. Of a softmax their logarithms of probabilities count.
  void add_network(std::span<const float> logits, double weight);
  // scores: (texts, classes).
  void add(std::span<const double> scores, double weight);

  std::span<const double> sums() const { return sums_; }
  // Rounded to single precision.
  std::vector<float> floats() const { return {sums_.begin(), sums_.end()}; }

 private:
  Output output_;
  std::size_t classes_;
  std::vector<double> sums_;  // (texts, classes)
};

// log(sum(exp(row))), without overflow.
double log_sum_exp(std::span<const float> row);

}  // namespace taxon
