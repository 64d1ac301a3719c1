#include "encoder/slice.h"

#include <algorithm>
#include <numeric>

#include "base/check.h"
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

FoldedLayout::FoldedLayout(const EncoderConfig& c)
    : D(static_cast<std::size_t>(c.embed_dim)),
      H(static_cast<std::size_t>(c.heads)),
      F(static_cast<std::size_t>(c.ff_dim)),
      C(static_cast<std::size_t>(c.classes)),
      padded_dim(round_up(D, kLanes)),
      padded_ff(round_up(F, kLanes)),
      padded_classes(round_up(C, kLanes)) {
  size = 0;
  const auto take = [this](std::size_t floats) {
    const std::size_t at = size;
    size += floats;
    return at;
  };
  query = take(H * D * padded_dim);
  value = take(H * D * padded_dim);
  ffn1 = take(D * padded_ff);
  ffn2 = take(F * padded_dim);
  head = take(D * padded_classes);
  query_bias = take(H * padded_dim);
  output_bias = take(padded_dim);
  ffn1_bias = take(padded_ff);
  ffn2_bias = take(padded_dim);
  gamma1 = take(padded_dim);
  beta1 = take(padded_dim);
  gamma2 = take(padded_dim);
  beta2 = take(padded_dim);
  head_bias = take(padded_classes);
}

Slice::Slice(const EncoderConfig& config) : layout_(config), gradients_(layout_.size) {}

void Slice::begin(std::size_t max_rows, std::size_t max_texts) {
  const auto& l = layout_;
  rows_ = texts_ = 0;
  for (MatrixBuffer* m : {&x_, &normed_, &d_attended_, &d_summed_}) m->resize(max_rows, l.D);
  for (MatrixBuffer* m : {&hidden_, &d_hidden_}) m->resize(max_rows, l.F);
  for (MatrixBuffer* m : {&weighted_, &d_queries_}) m->resize(max_rows, l.H * l.padded_dim);
  pooled_.resize(max_texts, l.D);
  d_logits_.resize(max_texts, l.C);
  std::fill(gradients_.begin() + static_cast<std::ptrdiff_t>(l.query_bias), gradients_.end(), 0.0F);
}

SliceRows Slice::append_rows(std::size_t R) {
  const std::size_t at = rows_;
  rows_ += R;
  return {x_.rows(at),          normed_.rows(at),   hidden_.rows(at),   weighted_.rows(at),
          d_attended_.rows(at), d_summed_.rows(at), d_hidden_.rows(at), d_queries_.rows(at)};
}

void Slice::finish() {
  const auto& l = layout_;
  const Kernels& k = kernels();
  const auto matrix = [&](std::size_t offset, std::size_t columns) {
    return Rows{gradients_.data() + offset, static_cast<std::ptrdiff_t>(columns)};
  };
  for (std::size_t h = 0; h < l.H; ++h) {
    const std::size_t column = h * l.padded_dim, at = h * l.D * l.padded_dim;
    k.gemm(l.D, l.D, rows_, transposed(x_.rows()), shift_columns(d_queries_.rows(), column),
           matrix(l.query + at, l.padded_dim), false);
    k.gemm(l.D, l.D, rows_, transposed(shift_columns(weighted_.rows(), column)), d_attended_.rows(),
           matrix(l.value + at, l.padded_dim), false);
  }
  k.gemm(l.D, l.F, rows_, transposed(normed_.rows()), d_hidden_.rows(), matrix(l.ffn1, l.padded_ff), false);
  k.gemm(l.F, l.D, rows_, transposed(hidden_.rows()), d_summed_.rows(), matrix(l.ffn2, l.padded_dim), false);
  k.gemm(l.D, l.C, texts_, transposed(pooled_.rows()), d_logits_.rows(), matrix(l.head, l.padded_classes),
         false);
  k.add_columns(rows_, l.H * l.padded_dim, d_queries_.rows(), gradient(l.query_bias));
  k.add_columns(rows_, l.D, d_attended_.rows(), gradient(l.output_bias));
  k.add_columns(rows_, l.F, d_hidden_.rows(), gradient(l.ffn1_bias));
  k.add_columns(rows_, l.D, d_summed_.rows(), gradient(l.ffn2_bias));
  k.add_columns(texts_, l.C, d_logits_.rows(), gradient(l.head_bias));
}

}  // namespace taxon
