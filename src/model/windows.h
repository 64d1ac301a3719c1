#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "encoder/config.h"
#include "encoder/engine.h"

namespace taxon {

// Texts of more than maxlen tokens are classified in windows of maxlen tokens that begin at every
// ceil(maxlen / 2)-th token; the last one ends where the text ends and may overlap its neighbour by more. So
// the first and the last window are what is left of a text that is cut at either end, and none is padded. A
// text of at most maxlen tokens is one window.

// Requires maxlen >= 1.
std::size_t window_count(std::size_t tokens, std::size_t maxlen);

// The index-th of window_count() windows, a part of `ids`.
TokenIds window(TokenIds ids, std::size_t maxlen, std::size_t index);

// As Predictor::logits(), of texts of any length. Of a text of several windows it is the mean of the windows'
// log-probabilities, or with sigmoids of their logits; of one window to the bit what the predictor says.
// config: the predictor's. Beside `logits` it takes memory for a fixed number of windows, however long a
// text.
void windowed_logits(Predictor& predictor, const EncoderConfig& config, std::span<const TokenIds> texts,
                     std::span<float> logits);

}  // namespace taxon
