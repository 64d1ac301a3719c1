#include "encoder/slice.h"

#include <algorithm>
#include <numeric>

#include "base/check.h"
#include "encoder/block_weights.h"
#include "simd/kernels.h"

namespace taxon {

std::vector<std::vector<std::size_t>> cut_slices(std::span<const double> costs) {
  std::vector<std::size_t> order(costs.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return costs[a] > costs[b]; });

  struct Group {
    double cost = 0;
    std::vector<std::size_t> texts;
  };
  std::vector<Group> groups(std::min(kSlices, costs.size()));
  for (const std::size_t text : order) {
    auto& least = *std::min_element(groups.begin(), groups.end(),
                                    [](const Group& a, const Group& b) { return a.cost < b.cost; });
    least.cost += costs[text];
    least.texts.push_back(text);
  }
  std::stable_sort(groups.begin(), groups.end(),
                   [](const Group& a, const Group& b) { return a.cost > b.cost; });
  std::vector<std::vector<std::size_t>> result;
  for (auto& group : groups) {
    std::sort(group.texts.begin(), group.texts.end());
    result.push_back(std::move(group.texts));
  }
  return result;
}

float* tree_sum(std::span<float*> parts, std::size_t n) {
  for (std::size_t step = 1; step < parts.size(); step *= 2) {
    for (std::size_t i = 0; i + step < parts.size(); i += 2 * step) {
      float* const right = parts[i + step];
      if (!right) continue;
      if (parts[i]) {
        kernels().add_to(1, n, {right, 0}, {parts[i], 0});
      } else {
        parts[i] = right;
      }
    }
  }
  return parts.empty() ? nullptr : parts[0];
}

BlockLayout::BlockLayout(const EncoderConfig& c)
    : D(static_cast<std::size_t>(c.embed_dim)),
      H(static_cast<std::size_t>(c.heads)),
      F(static_cast<std::size_t>(c.ff_dim)),
      padded_dim(round_up(D, kLanes)),
      padded_ff(round_up(F, kLanes)),
      folded(folds(c)),
      inner(folded ? D : static_cast<std::size_t>(c.key_dim)),
      padded_inner(round_up(inner, kLanes)) {
  size = 0;
  const auto take = [this](std::size_t floats) {
    const std::size_t at = size;
    size += floats;
    return at;
  };
  query = take(H * D * padded_inner);
  value = take(H * inner * padded_dim);
  keys_values = take(folded ? 0 : D * 2 * H * padded_inner);
  ffn1 = take(D * padded_ff);
  ffn2 = take(F * padded_dim);
  query_bias = take(H * padded_inner);
  output_bias = take(padded_dim);
  ffn1_bias = take(padded_ff);
  ffn2_bias = take(padded_dim);
  gamma1 = take(padded_dim);
  beta1 = take(padded_dim);
  gamma2 = take(padded_dim);
  beta2 = take(padded_dim);
}

SliceLayout::SliceLayout(const EncoderConfig& c)
    : block(c),
      blocks(static_cast<std::size_t>(c.blocks)),
      C(static_cast<std::size_t>(c.classes)),
      padded_classes(round_up(C, kLanes)),
      head(blocks * block.size),
      head_bias(head + block.D * padded_classes),
      size(head_bias + padded_classes) {}

void BlockSlice::begin(std::size_t max_rows, std::size_t all_rows, float* gradients) {
  const auto& l = layout_;
  rows_ = all_rows_ = 0;
  gradients_ = gradients;
  for (MatrixBuffer* m : {&x_, &normed_, &d_attended_, &d_summed_}) m->resize(max_rows, l.D);
  for (MatrixBuffer* m : {&hidden_, &d_hidden_}) m->resize(max_rows, l.F);
  for (MatrixBuffer* m : {&weighted_, &d_queries_}) m->resize(max_rows, l.H * l.padded_inner);
  if (!l.folded) {
    all_x_.resize(all_rows, l.D);
    d_keys_values_.resize(all_rows, 2 * l.H * l.padded_inner);
  }
  std::fill(gradients + l.query_bias, gradients + l.size, 0.0F);  // what is added to; products overwrite
}

BlockRows BlockSlice::append_rows(std::size_t R) {
  const std::size_t at = rows_;
  rows_ += R;
  return {x_.rows(at),          normed_.rows(at),   hidden_.rows(at),   weighted_.rows(at),
          d_attended_.rows(at), d_summed_.rows(at), d_hidden_.rows(at), d_queries_.rows(at)};
}

BlockAllRows BlockSlice::append_all_rows(std::size_t n) {
  const std::size_t at = all_rows_;
  all_rows_ += n;
  return {all_x_.rows(at), d_keys_values_.rows(at)};
}

void BlockSlice::finish() {
  const auto& l = layout_;
  const Kernels& k = kernels();
  const auto matrix = [&](std::size_t offset, std::size_t columns) {
    return Rows{gradients_ + offset, static_cast<std::ptrdiff_t>(columns)};
  };
  // The left factors are read down their columns; a transposed copy costs far less than doing so again and
  // again for every strip of the right one.
  turned_.resize(std::max(l.D, l.inner), rows_);
  const auto turned = [&](std::size_t columns, ConstRows m) -> LeftView {
    k.transpose(rows_, columns, m, 1.0F, turned_.rows());
    return turned_.rows();
  };
  const LeftView x = turned(l.D, x_.rows());
  for (std::size_t h = 0; h < l.H; ++h) {
    k.gemm(l.D, l.inner, rows_, x, shift_columns(d_queries_.rows(), h * l.padded_inner),
           matrix(l.query + h * l.D * l.padded_inner, l.padded_inner), false);
  }
  for (std::size_t h = 0; h < l.H; ++h) {
    k.gemm(l.inner, l.D, rows_, turned(l.inner, shift_columns(weighted_.rows(), h * l.padded_inner)),
           d_attended_.rows(), matrix(l.value + h * l.inner * l.padded_dim, l.padded_dim), false);
  }
  if (!l.folded) {
    const std::size_t width = 2 * l.H * l.padded_inner;
    k.gemm(l.D, width, all_rows_, transposed(all_x_.rows()), d_keys_values_.rows(),
           matrix(l.keys_values, width), false);
  }
  k.gemm(l.D, l.F, rows_, transposed(normed_.rows()), d_hidden_.rows(), matrix(l.ffn1, l.padded_ff), false);
  k.gemm(l.F, l.D, rows_, transposed(hidden_.rows()), d_summed_.rows(), matrix(l.ffn2, l.padded_dim), false);
  k.add_columns(rows_, l.H * l.padded_inner, d_queries_.rows(), gradients_ + l.query_bias);
  k.add_columns(rows_, l.D, d_attended_.rows(), gradients_ + l.output_bias);
  k.add_columns(rows_, l.F, d_hidden_.rows(), gradients_ + l.ffn1_bias);
  k.add_columns(rows_, l.D, d_summed_.rows(), gradients_ + l.ffn2_bias);
}

Slice::Slice(const EncoderConfig& config) : layout_(config), gradients_(layout_.size) {
  for (int b = 0; b < config.blocks; ++b) blocks_.emplace_back(config);
}

void Slice::begin(std::span<const std::size_t> row_counts) {
  // Of the last block at most one row a dimension has a gradient, of those below all.
  std::size_t all = 0, winning = 0;
  for (const auto rows : row_counts) {
    all += rows;
    winning += std::min(rows, layout_.block.D);
  }
  for (std::size_t b = 0; b < blocks_.size(); ++b) {
    blocks_[b].begin(b + 1 == blocks_.size() ? winning : all, all,
                     gradients_.data() + b * layout_.block.size);
  }
  texts_ = 0;
  pooled_.resize(row_counts.size(), layout_.block.D);
  d_logits_.resize(row_counts.size(), layout_.C);
  std::fill(gradients_.begin() + static_cast<std::ptrdiff_t>(layout_.head_bias), gradients_.end(), 0.0F);
}

void Slice::finish() {
  for (auto& block : blocks_) block.finish();
  const Rows head{gradients_.data() + layout_.head, static_cast<std::ptrdiff_t>(layout_.padded_classes)};
  kernels().gemm(layout_.block.D, layout_.C, texts_, transposed(pooled_.rows()), d_logits_.rows(), head,
                 false);
  kernels().add_columns(texts_, layout_.C, d_logits_.rows(), gradients_.data() + layout_.head_bias);
}

}  // namespace taxon
