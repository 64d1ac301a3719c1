#include "data/numpy_random.h"

#include <bit>
#include <numeric>

#include "base/check.h"

namespace taxon {

NumpyRandom::NumpyRandom(std::uint32_t seed) {
  for (std::uint32_t i = 0; i < kSize; ++i) {
    state_[i] = seed;
    seed = 1812433253U * (seed ^ (seed >> 30U)) + i + 1;
  }
}

void NumpyRandom::refill() {
  constexpr std::size_t kMiddle = 397;
  for (std::size_t i = 0; i < kSize; ++i) {
    const std::uint32_t y = (state_[i] & 0x80000000U) | (state_[(i + 1) % kSize] & 0x7FFFFFFFU);
    state_[i] = state_[(i + kMiddle) % kSize] ^ (y >> 1U) ^ ((y & 1U) != 0 ? 0x9908B0DFU : 0U);
  }
  position_ = 0;
}

std::uint32_t NumpyRandom::next() {
  if (position_ == kSize) refill();
  std::uint32_t y = state_[position_++];
  y ^= y >> 11U;
  y ^= (y << 7U) & 0x9D2C5680U;
  y ^= (y << 15U) & 0xEFC60000U;
  return y ^ (y >> 18U);
}

std::uint64_t NumpyRandom::interval(std::uint64_t max) {
  if (max == 0) return 0;
  const std::uint64_t mask = ~std::uint64_t{0} >> static_cast<unsigned>(std::countl_zero(max));
  for (;;) {
    std::uint64_t bits = next();
    // NumPy's next_uint64: the first draw is the upper half.
    if (max > 0xFFFFFFFFU) bits = (bits << 32U) | next();
    if ((bits & mask) <= max) return bits & mask;
  }
}

std::vector<std::size_t> NumpyRandom::permutation(std::size_t n) {
  std::vector<std::size_t> values(n);
  std::iota(values.begin(), values.end(), std::size_t{0});
  shuffle(values);
  return values;
}

std::vector<std::size_t> NumpyRandom::choice(const std::vector<std::size_t>& values, std::size_t count) {
  TAXON_CHECK(count <= values.size());
  std::vector<std::size_t> chosen = permutation(values.size());
  chosen.resize(count);
  for (auto& index : chosen) index = values[index];
  return chosen;
}

}  // namespace taxon
