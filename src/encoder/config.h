#pragma once

#include <cstdint>
#include <string>

#include "base/side.h"

namespace taxon {

enum class Positions { kLearned, kSinusoidal };

// What logits become: one distribution over the classes, of which a text has one; or a probability of each
// class by itself, for texts of several classes or none.
enum class Output { kSoftmax, kSigmoid };

// The shape of the network and what it does besides its weights. D, H, K, F, L, V, C in the comments of
// this room are embed_dim, heads, key_dim, ff_dim, maxlen, vocabulary, classes.
struct EncoderConfig {
  static constexpr std::int32_t kMostBlocks = 64;

  std::int32_t vocabulary = 0;   // V: rows of the token table, id 0 (padding) included
  std::int32_t maxlen = 256;     // L
  std::int32_t embed_dim = 256;  // D
  std::int32_t heads = 2;        // H
  std::int32_t key_dim = 256;    // K, of each head
  std::int32_t ff_dim = 32;      // F
  std::int32_t blocks = 1;
  std::int32_t classes = 0;  // C
  bool mask = false;         // leave padding out of attention and of the maximum
  Side padding = Side::kPre;
  Positions positions = Positions::kLearned;
  Output output = Output::kSoftmax;
  float dropout = 0.5F;  // of the pooled vector, in training
  float norm_epsilon = 1e-3F;

  bool operator==(const EncoderConfig&) const = default;

  // Throws Error naming the first field that is out of its range.
  void validate() const;
};

}  // namespace taxon
