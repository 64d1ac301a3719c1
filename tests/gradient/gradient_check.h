#pragma once

#include <gtest/gtest.h>

#include <cstddef>
#include <functional>
#include <span>

#include "encoder/parameters.h"

namespace taxon {

// How a gradient is compared with central differences, (loss(w + step) - loss(w - step)) / (2 step), in
// double precision. With losses of about 1, rounding leaves them an error of about 1e-11 and the third
// derivative one of about 1e-10; a wrong gradient is off by far more than the tolerance.
struct GradientCheck {
  double step = 1e-5;
  double tolerance = 1e-6;        // of the largest entry of the gradient, in absolute value
  double floor = 1e-9;            // added to it: what a gradient that is 0 may show
  std::size_t most_entries = 40;  // of a larger tensor so many are looked at, evenly spread
};

// Whether `gradient` is loss()'s derivative by `values`. loss reads values, which are moved one entry at a
// time and put back.
testing::AssertionResult gradient_matches(std::span<double> values, std::span<const double> gradient,
                                          const std::function<double()>& loss,
                                          const GradientCheck& check = {});

// The same for each tensor of a layout; values and gradient in its order. Names the tensor that is wrong.
testing::AssertionResult gradients_match(const ParameterLayout& layout, std::span<double> values,
                                         std::span<const double> gradient,
                                         const std::function<double()>& loss,
                                         const GradientCheck& check = {});

}  // namespace taxon
