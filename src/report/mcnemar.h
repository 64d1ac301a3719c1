#pragma once

#include <cstdint>
#include <vector>

namespace taxon {

// Two models' answers to the same texts.
struct PairedOutcomes {
  std::int64_t both_right = 0, only_a_right = 0, only_b_right = 0, both_wrong = 0;  // texts
  // How probable a difference as large as theirs or larger is between models that are equally good:
  // mcnemar_p_value().
  double p_value = 1;
};

// a, b: of each text whether the model is right on it, as many texts.
PairedOutcomes pair_outcomes(const std::vector<bool>& a, const std::vector<bool>& b);

// McNemar's test, exact and two-sided ("Note on the sampling error of the difference between correlated
// proportions or percentages", Psychometrika 12, 1947): of the texts that only one of the models is right on,
// each falls to either with probability 1/2, and the p-value is twice the binomial tail up to the smaller
// number, at most 1. Within (only_a + only_b) * 2^-51 of it, relatively; 0 where it is below the smallest
// double. In time linear in the smaller number.
double mcnemar_p_value(std::int64_t only_a, std::int64_t only_b);

}  // namespace taxon
