#include "encoder/config.h"

#include <cstdint>
#include <limits>

#include "base/error.h"

namespace taxon {
namespace {

void in_range(const char* field, std::int64_t value, std::int64_t low, std::int64_t high) {
  if (value < low || value > high) {
    throw Error({.field = field}, "is " + std::to_string(value) + "; choose " + std::to_string(low) + " to " +
                                      std::to_string(high));
  }
}

}  // namespace

void EncoderConfig::validate() const {
  // Upper bounds keep every product of two sizes, in bytes, far inside 64 bits.
  in_range("vocabulary", vocabulary, 2, std::numeric_limits<std::int32_t>::max() / 2);
  in_range("maxlen", maxlen, 1, 1 << 20);
  in_range("embed-dim", embed_dim, 1, 1 << 14);
  in_range("heads", heads, 1, 1 << 10);
  in_range("key-dim", key_dim, 1, 1 << 14);
  in_range("ff-dim", ff_dim, 1, 1 << 16);
  in_range("blocks", blocks, 1, kMostBlocks);
  in_range("classes", classes, 2, 1 << 20);
  // Learned positions stand in the model file; these are computed, so no file's size bounds their memory.
  constexpr std::int64_t kMostComputed = std::int64_t{1} << 26;
  if (positions == Positions::kSinusoidal && std::int64_t{maxlen} * embed_dim > kMostComputed) {
    throw Error({.field = "maxlen"}, "times embed-dim is above " + std::to_string(kMostComputed) +
                                         ", the most for sinusoidal positions; choose less");
  }
  if (!(dropout >= 0.0F && dropout < 1.0F))
    throw Error({.field = "dropout"}, "must be at least 0 and below 1");
  if (!(norm_epsilon > 0.0F && norm_epsilon <= 1.0F))
    throw Error({.field = "norm-epsilon"}, "must be above 0 and at most 1");
}

}  // namespace taxon
