#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace taxon {

// NumPy's legacy generator, numpy.random.RandomState(seed), as far as scikit-learn's shuffles and splits draw
// from it: the same numbers in the same order. Frozen by NumPy's policy (NEP 19), so it can be relied on.
// The generator is MT19937 (Matsumoto and Nishimura, "Mersenne Twister", TOMACS 8, 1998).
class NumpyRandom {
 public:
  explicit NumpyRandom(std::uint32_t seed);

  // The next 32 bits.
  std::uint32_t next();
  // Uniform in [0, max]: masks the bits down to max's and draws again while the result is larger.
  std::uint64_t interval(std::uint64_t max);

  // RandomState.shuffle of a one-dimensional array.
  template <class T>
  void shuffle(std::vector<T>& values) {
    for (std::size_t i = values.size(); i-- > 1;) {
      std::swap(values[i], values[static_cast<std::size_t>(interval(i))]);
    }
  }
  // RandomState.permutation(n): 0 .. n - 1, shuffled.
  std::vector<std::size_t> permutation(std::size_t n);
  // RandomState.choice(values, count, replace=False), without weights. count is at most values.size().
  std::vector<std::size_t> choice(const std::vector<std::size_t>& values, std::size_t count);

 private:
  static constexpr std::size_t kSize = 624;

  void refill();

  std::array<std::uint32_t, kSize> state_{};
  std::size_t position_ = kSize;
};

}  // namespace taxon
