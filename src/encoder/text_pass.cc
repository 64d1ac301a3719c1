#include "encoder/text_pass.h"

#include <utility>

namespace taxon {

TextPass::TextPass(const EncoderConfig& config) : dim_(static_cast<std::size_t>(config.embed_dim)) {
  for (int b = 0; b < config.blocks; ++b) blocks_.emplace_back(config, b + 1 == config.blocks);
}

BlockInput TextPass::input_of(std::size_t block, const RowTables& tables, const TextInput& text) const {
  if (block == 0) return {.rows = text.rows, .tables = &tables, .text = text};
  return {.rows = text.rows, .text = text, .x = blocks_[block - 1].output()};
}

void TextPass::forward(std::span<const BlockWeights> weights, const RowTables& tables, const TextInput& text,
                       bool backward_follows) {
  for (std::size_t b = 0; b < blocks_.size(); ++b) {
    blocks_[b].forward(weights[b], input_of(b, tables, text), backward_follows);
  }
}

void TextPass::backward(std::span<const BlockWeights> weights, const RowTables& tables, const TextInput& text,
                        const float* d_pooled, Slice& slice, Rows d_rows) {
  for (std::size_t b = blocks_.size(); b-- > 0;) {
    Rows below = d_rows;
    if (b > 0) {
      d_below_.resize(text.rows, dim_);
      below = d_below_.rows();
    }
    const BlockInput input = input_of(b, tables, text);
    if (b + 1 == blocks_.size()) {
      blocks_[b].backward_pooled(weights[b], input, d_pooled, slice.block(b), below);
    } else {
      blocks_[b].backward_output(weights[b], input, d_above_.rows(), slice.block(b), below);
    }
    std::swap(d_above_, d_below_);
  }
}

}  // namespace taxon
