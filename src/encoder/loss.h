#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "encoder/config.h"

namespace taxon {

// The classes of a text, indices in [0, C), rising; exactly one where the output is a softmax.
using ClassIndices = std::span<const std::int32_t>;

// How far one text's logits are from its classes. The same bits everywhere: exp and log are those of
// simd/scalar_math.h, sums go over the classes in order.
struct TextLoss {
  double loss = 0;
  std::int64_t correct = 0;  // answers that are right, of answers_per_text()
};

// 1 for a softmax: the class of the largest logit, of equal ones the first. C for sigmoids: of each class
// whether its logit is above 0, that is its probability above 0.5; accuracy by these is Keras's
// BinaryAccuracy.
std::int64_t answers_per_text(const EncoderConfig& config);

// What a loss is asked for beside being right.
struct LossOptions {
  // (C; empty: all 1; for sigmoids only) multiply the terms of the classes that the text has, as PyTorch's
  // pos_weight does.
  std::span<const float> positive_weights = {};
  // s in [0, 1): the target is (1 - s) x the truth + s / C of every class, with sigmoids + s / 2, as Keras's
  // label_smoothing has it (Szegedy et al., "Rethinking the Inception architecture", CVPR 2016).
  float label_smoothing = 0;
};

// own: the text's classes. Softmax: the cross-entropy of logits (C) against its class, by log-sum-exp:
// log(sum(exp(logits))) - logits[class].
// Sigmoid: the mean over the C classes of each one's binary cross-entropy, log(1 + exp(-z)) for a class that
// the text has and log(1 + exp(z)) for one that it has not, as Keras's BinaryCrossentropy(from_logits=True).
// d_logits (C), where given, becomes scale x the loss's gradient.
TextLoss text_loss(const EncoderConfig& config, const float* logits, ClassIndices own,
                   const LossOptions& options, float scale, float* d_logits);

}  // namespace taxon
