#include "encoder/loss.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "simd/scalar_math.h"

namespace taxon {
namespace {

double cross_entropy(std::size_t classes, const float* logits, std::int32_t label, float smoothing,
                     float scale, float* d_logits) {
  const auto top = static_cast<double>(*std::max_element(logits, logits + classes));
  double sum = 0;
  for (std::size_t c = 0; c < classes; ++c) sum += exact_exp(static_cast<double>(logits[c]) - top);
  const auto target = static_cast<std::size_t>(label);
  const double own = 1.0 - static_cast<double>(smoothing);
  const double others = static_cast<double>(smoothing) / static_cast<double>(classes);
  if (d_logits) {
    for (std::size_t c = 0; c < classes; ++c) {
      const double p = exact_exp(static_cast<double>(logits[c]) - top) / sum;
      d_logits[c] = scale * static_cast<float>(p - (c == target ? own + others : others));
    }
  }
  const double whole = exact_log(sum) + top;
  double loss = whole - own * static_cast<double>(logits[target]);
  // Apart, so that nothing is added where nothing is smoothed.
  for (std::size_t c = 0; smoothing > 0.0F && c < classes; ++c) {
    loss -= others * static_cast<double>(logits[c]);
  }
  return loss;
}

// One class's term and its derivative by the logit. A text that has the class is one that hasn't, seen in a
// mirror; so neither loses digits to a difference from 1.
struct Term {
  double loss, slope;
};

Term binary_cross_entropy(double logit, bool has) {
  const double wrong = has ? -logit : logit;  // above 0: on the wrong side
  const double loss = std::max(wrong, 0.0) + exact_log(1.0 + exact_exp(-std::abs(wrong)));
  const double probability = exact_sigmoid(wrong);
  return {loss, has ? -probability : probability};
}

Term smoothed(double logit, bool has, double mirrored) {
  Term term = binary_cross_entropy(logit, has);
  if (mirrored <= 0.0) return term;
  const Term opposite = binary_cross_entropy(logit, !has);
  return {(1.0 - mirrored) * term.loss + mirrored * opposite.loss,
          (1.0 - mirrored) * term.slope + mirrored * opposite.slope};
}

TextLoss sigmoid_loss(std::size_t classes, const float* logits, ClassIndices own, const LossOptions& options,
                      float scale, float* d_logits) {
  TextLoss result;
  const double mirrored = static_cast<double>(options.label_smoothing) / 2;  // of the truth's opposite
  const auto count = static_cast<double>(classes);
  auto next = own.begin();
  double sum = 0;
  for (std::size_t c = 0; c < classes; ++c) {
    const bool has = next != own.end() && static_cast<std::size_t>(*next) == c;
    if (has) ++next;
    Term term = smoothed(static_cast<double>(logits[c]), has, mirrored);
    if (has && !options.positive_weights.empty()) {
      term.loss *= static_cast<double>(options.positive_weights[c]);
      term.slope *= static_cast<double>(options.positive_weights[c]);
    }
    sum += term.loss;
    result.correct += (logits[c] > 0.0F) == has ? 1 : 0;
    if (d_logits) d_logits[c] = scale * static_cast<float>(term.slope / count);
  }
  TAXON_CHECK(next == own.end());
  result.loss = sum / count;
  return result;
}

}  // namespace

std::int64_t answers_per_text(const EncoderConfig& config) {
  return config.output == Output::kSoftmax ? 1 : config.classes;
}

TextLoss text_loss(const EncoderConfig& config, const float* logits, ClassIndices own,
                   const LossOptions& options, float scale, float* d_logits) {
  const auto classes = static_cast<std::size_t>(config.classes);
  if (config.output == Output::kSigmoid) {
    return sigmoid_loss(classes, logits, own, options, scale, d_logits);
  }
  TAXON_CHECK(own.size() == 1 && options.positive_weights.empty());
  const std::int32_t label = own.front();
  TAXON_CHECK(label >= 0 && label < config.classes);
  const auto answer = std::max_element(logits, logits + classes) - logits;
  return {cross_entropy(classes, logits, label, options.label_smoothing, scale, d_logits),
          answer == label ? 1 : 0};
}

}  // namespace taxon
