#include "report/mcnemar.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace taxon {

PairedOutcomes pair_outcomes(const std::vector<bool>& a, const std::vector<bool>& b) {
  TAXON_CHECK(a.size() == b.size());
  PairedOutcomes outcomes;
  for (std::size_t i = 0; i < a.size(); ++i) {
    auto& count = a[i] ? (b[i] ? outcomes.both_right : outcomes.only_a_right)
                       : (b[i] ? outcomes.only_b_right : outcomes.both_wrong);
    ++count;
  }
  outcomes.p_value = mcnemar_p_value(outcomes.only_a_right, outcomes.only_b_right);
  return outcomes;
}

// No logarithms: the binomial coefficient is kept as a factor in [0.5, 1) and a power of two, which frexp()
// and ldexp() part and join exactly, so that neither overflows and every step errs by one rounding at most.
double mcnemar_p_value(std::int64_t only_a, std::int64_t only_b) {
  TAXON_CHECK(only_a >= 0 && only_b >= 0);
  const std::int64_t k = std::min(only_a, only_b), n = only_a + only_b;
  double factor = 1;
  std::int64_t power = -n;
  for (std::int64_t j = 1; j <= k; ++j) {
    int shift = 0;
    factor = std::frexp(factor * static_cast<double>(n - k + j) / static_cast<double>(j), &shift);
    power += shift;
  }
  // The tail in units of its largest term, the k-th.
  double tail = 0, term = 1;
  for (std::int64_t i = k; i >= 0 && term > 0; --i) {
    tail += term;
    term *= static_cast<double>(i) / static_cast<double>(n - i + 1);
  }
  // Of equal numbers twice the tail counts the middle twice. Beyond what an int holds the result is 0 all the
  // same.
  const auto shift = static_cast<int>(std::max<std::int64_t>(power + 1, -10000));
  return std::min(1.0, std::ldexp(factor * tail, shift));
}

}  // namespace taxon
