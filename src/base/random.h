#pragma once

#include <array>
#include <cstdint>

namespace taxon {

// What a random number is for. A draw is a pure function of (seed, purpose, where), so it does not matter
// which thread or rank makes it, nor in which order. The values are part of the file format's promise
// (same seed, same bytes): never renumber them.
enum class Purpose : std::uint32_t {
  kInitialWeights = 1,
  kShuffle = 2,
  kDropout = 3,
  kLinearOrder = 4,
  kWordDropout = 5,
  kBootstrap = 6,
  kHeldOut = 7,
  kNetworkSeed = 8,
  kTunedSetting = 9,
  kTuningTexts = 10,
};

// Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011): 128 random bits
// from a 128-bit counter and a 64-bit key.
std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key);

// Numbers of one purpose at one place: (a, b) say where, as (epoch, post) or (tensor, 0). Thread-safe.
class CounterRandom {
 public:
  CounterRandom(std::uint64_t seed, Purpose purpose, std::uint32_t a = 0, std::uint32_t b = 0)
      : key_{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)},
        purpose_(static_cast<std::uint32_t>(purpose)),
        a_(a),
        b_(b) {}

  // Four 32-bit numbers, the block-th of this place. There are 2^32 blocks.
  std::array<std::uint32_t, 4> block(std::uint32_t index) const {
    return philox({index, a_, b_, purpose_}, key_);
  }

  // The i-th number of this place, 32 bits.
  std::uint32_t bits(std::uint64_t i) const {
    return block(static_cast<std::uint32_t>(i / 4))[static_cast<std::size_t>(i % 4)];
  }

 private:
  std::array<std::uint32_t, 2> key_;
  std::uint32_t purpose_, a_, b_;
};

// Of 32 random bits: a float in [0, 1) on a grid of 2^-24.
inline float unit_float(std::uint32_t bits) {
  return static_cast<float>(bits >> 8) * 0x1p-24f;
}

}  // namespace taxon
