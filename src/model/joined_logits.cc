#include "model/joined_logits.h"

#include <algorithm>

#include "base/check.h"
#include "simd/scalar_math.h"

namespace taxon {

double log_sum_exp(std::span<const float> row) {
  const auto largest = static_cast<double>(*std::max_element(row.begin(), row.end()));
  double sum = 0;
  for (const float value : row) sum += exact_exp(static_cast<double>(value) - largest);
  return exact_log(sum) + largest;
}

void JoinedLogits::add_network(std::span<const float> logits, double weight) {
  TAXON_CHECK(logits.size() == sums_.size());
  for (std::size_t begin = 0; begin < sums_.size(); begin += classes_) {
    const auto row = logits.subspan(begin, classes_);
    const double whole = output_ == Output::kSoftmax ? log_sum_exp(row) : 0.0;
    for (std::size_t c = 0; c < classes_; ++c) {
      sums_[begin + c] += weight * (static_cast<double>(row[c]) - whole);
    }
  }
}

void JoinedLogits::add(std::span<const double> scores, double weight) {
  TAXON_CHECK(scores.size() == sums_.size());
  for (std::size_t i = 0; i < sums_.size(); ++i) sums_[i] += weight * scores[i];
}

}  // namespace taxon
