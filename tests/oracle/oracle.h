#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "encoder/config.h"
#include "encoder/parameters.h"

namespace taxon::oracle {

// Texts to compute on, B of them, as the trainer hands them over.
struct Batch {
  std::vector<std::vector<std::int32_t>> texts;   // ids, at most maxlen each, none of them 0
  std::vector<std::vector<std::int32_t>> labels;  // classes of each text; one each with a softmax
  std::vector<double> weights = {};               // of each text; empty: all 1
  std::vector<double> positive_weights = {};      // of each class, with sigmoids; empty: all 1
  // Dropout's factors of the pooled vectors, (B, D), scale included (0 or 1 / (1 - rate)); empty: no dropout.
  std::vector<double> dropout = {};
};

struct Result {
  std::vector<double> logits;     // (B, C)
  double loss = 0;                // sum over texts of weight x (binary) cross-entropy, over B
  std::vector<double> gradients;  // of loss, in the order of ParameterLayout
};

// The whole network in double precision, layer by layer on texts padded to maxlen, any number of blocks:
// what the encoder must compute, however it does it. parameters: in the order of ParameterLayout.
// As it shares nothing with src/encoder but the shapes and names, it lays out padding by itself.
Result run(const EncoderConfig& config, std::span<const double> parameters, const Batch& batch);

// The same without gradients.
Result run_forward(const EncoderConfig& config, std::span<const double> parameters, const Batch& batch);

// Of values in the layout's order, those of one tensor.
template <class T>
std::span<T> tensor(const ParameterLayout& layout, std::span<T> values, std::string_view name) {
  const auto& spec = layout.find(name);
  return values.subspan(spec.offset, spec.size);
}

}  // namespace taxon::oracle
