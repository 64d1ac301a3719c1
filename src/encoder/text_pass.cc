#include "encoder/text_pass.h"

#include <algorithm>
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

void TextPass::forward_together(std::span<const std::unique_ptr<TextPass>> passes,
                                std::span<const BlockWeights> weights, const RowTables& tables,
                                const TextInput& text, ThreadPool& pool) {
  // Whole cache lines of transposed rows each.
  const std::size_t share = round_up((text.rows + passes.size() - 1) / passes.size(), kLanes);
  const auto for_shares = [&](const auto& work) {
    pool.parallel_for((text.rows + share - 1) / share, [&](std::size_t i, int) {
      work(i, i * share, std::min(share, text.rows - i * share));
    });
  };
  for (std::size_t b = 0; b < weights.size(); ++b) {
    BlockPass& leader = passes.front()->blocks_[b];
    const BlockInput input = passes.front()->input_of(b, tables, text);
    leader.begin(input, false);
    for_shares([&](std::size_t, std::size_t first, std::size_t rows) {
      leader.load_rows(weights[b], input, first, rows);
    });
    for_shares([&](std::size_t i, std::size_t first, std::size_t rows) {
      BlockPass& pass = passes[i]->blocks_[b];
      if (i > 0) pass.begin(input, false);
      pass.forward_rows(weights[b], input, leader, first, rows);
    });
    for (std::size_t i = 1; i * share < text.rows; ++i) leader.join(passes[i]->blocks_[b]);
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
