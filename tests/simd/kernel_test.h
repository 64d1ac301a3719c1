#pragma once

#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <vector>

#include "base/random.h"
#include "simd/kernels.h"
#include "simd/reference.h"

namespace taxon {

// Sizes around every register width and tile height, and past them.
inline const std::vector<std::size_t> kSizes = {1, 2, 3, 7, 8, 15, 16, 17, 31, 32, 33, 47, 64, 100, 257};

// Floats in [-1, 1) that start `shift` floats off a cache line.
class TestFloats {
 public:
  TestFloats(std::size_t n, std::uint64_t seed, std::size_t shift = 0)
      : shift_(shift), values_(n + shift + kLanes) {
    const CounterRandom random(seed, Purpose::kInitialWeights);
    for (std::size_t i = 0; i < values_.size(); ++i) values_[i] = 2.0F * unit_float(random.bits(i)) - 1.0F;
  }

  float* data() { return values_.data() + shift_; }
  Rows rows(std::size_t stride) { return {data(), static_cast<std::ptrdiff_t>(stride)}; }

  // Equal bits everywhere, the guard floats around the data included.
  friend ::testing::AssertionResult same_bits(const TestFloats& a, const TestFloats& b) {
    for (std::size_t i = 0; i < a.values_.size(); ++i) {
      if (std::memcmp(&a.values_[i], &b.values_[i], sizeof(float)) != 0) {
        return ::testing::AssertionFailure()
               << "element " << i << ": " << a.values_[i] << " and " << b.values_[i];
      }
    }
    return ::testing::AssertionSuccess();
  }

 private:
  std::size_t shift_;
  std::vector<float> values_;
};

::testing::AssertionResult same_bits(const TestFloats& a, const TestFloats& b);

// Runs `body(level)` for every level that this machine has; failures name the level.
template <class Body>
void for_each_level(const Body& body) {
  for (const Isa isa : available_isas()) {
    SCOPED_TRACE(std::string(isa_name(isa)));
    body(kernels(isa));
  }
}

}  // namespace taxon
