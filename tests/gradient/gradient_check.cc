#include "gradient/gradient_check.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace taxon {

testing::AssertionResult gradient_matches(std::span<double> values, std::span<const double> gradient,
                                          const std::function<double()>& loss, const GradientCheck& check) {
  TAXON_CHECK(values.size() == gradient.size() && !values.empty());
  double largest = 0;
  for (const double entry : gradient) largest = std::max(largest, std::abs(entry));
  const std::size_t entries = std::min(values.size(), check.most_entries);
  for (std::size_t i = 0; i < entries; ++i) {
    const std::size_t at = i * values.size() / entries;
    const double value = values[at];
    values[at] = value + check.step;
    const double above = loss();
    values[at] = value - check.step;
    const double below = loss();
    values[at] = value;
    const double difference = (above - below) / (2 * check.step);
    // Written so that a NaN fails.
    if (!(std::abs(difference - gradient[at]) <= check.tolerance * largest + check.floor)) {
      return testing::AssertionFailure() << "entry " << at << ": the gradient is " << gradient[at]
                                         << ", central differences give " << difference;
    }
  }
  return testing::AssertionSuccess();
}

testing::AssertionResult gradients_match(const ParameterLayout& layout, std::span<double> values,
                                         std::span<const double> gradient,
                                         const std::function<double()>& loss, const GradientCheck& check) {
  for (const auto& tensor : layout.tensors()) {
    const auto result = gradient_matches(values.subspan(tensor.offset, tensor.size),
                                         gradient.subspan(tensor.offset, tensor.size), loss, check);
    if (!result) return testing::AssertionFailure() << tensor.name << " " << result.message();
  }
  return testing::AssertionSuccess();
}

}  // namespace taxon
