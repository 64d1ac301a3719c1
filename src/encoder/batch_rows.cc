#include "encoder/batch_rows.h"

#include <algorithm>
#include <array>

#include "encoder/rows.h"
#include "encoder/slice.h"
#include "simd/kernels.h"

namespace taxon {

void BatchRows::Groups::build(std::span<const std::int32_t> keys, std::size_t first_key, std::size_t count) {
  starts.assign(count + 1, 0);
  for (const auto key : keys) ++starts[static_cast<std::size_t>(key) - first_key + 1];
  for (std::size_t k = 0; k < count; ++k) starts[k + 1] += starts[k];
  members.resize(keys.size());
  auto next = starts;
  for (std::size_t row = 0; row < keys.size(); ++row) {
    members[next[static_cast<std::size_t>(keys[row]) - first_key]++] = row;
  }
}

void BatchRows::lay(const EncoderConfig& config, std::span<const TokenIds> texts) {
  for (const auto token : distinct_) slot_of_token_[static_cast<std::size_t>(token)] = -1;
  slot_of_token_.resize(static_cast<std::size_t>(config.vocabulary), -1);
  distinct_.clear();
  tokens_.clear();
  slots_.clear();
  positions_.clear();
  slice_end_.clear();
  first_row_.assign(texts.size(), 0);
  row_count_.assign(texts.size(), 0);

  // What a text costs, in products of rows of D: about 2 n x n for attention and 300 n for the rest.
  std::vector<double> costs;
  for (const auto ids : texts) {
    const double n = config.mask ? static_cast<double>(std::max<std::size_t>(ids.size(), 1)) : config.maxlen;
    costs.push_back(n * n + 150.0 * n);
  }
  slices_ = cut_slices(costs);
  for (const auto& slice : slices_) {
    for (const auto text : slice) append_text(config, texts[text], text);
    slice_end_.push_back(tokens_.size());
  }
  const auto [low, high] = std::ranges::minmax(positions_);
  first_position_ = static_cast<std::size_t>(low);
  last_position_ = static_cast<std::size_t>(high) + 1;
  by_token_.build(slots_, 0, distinct_.size());
  by_position_.build(positions_, first_position_, last_position_ - first_position_);
}

void BatchRows::append_text(const EncoderConfig& config, TokenIds ids, std::size_t text) {
  const TextRows rows = lay_rows(config, ids);
  first_row_[text] = tokens_.size();
  row_count_[text] = rows.size();
  tokens_.insert(tokens_.end(), rows.tokens.begin(), rows.tokens.end());
  positions_.insert(positions_.end(), rows.positions.begin(), rows.positions.end());
  for (const auto token : rows.tokens) {
    auto& slot = slot_of_token_[static_cast<std::size_t>(token)];
    if (slot < 0) {
      slot = static_cast<std::int32_t>(distinct_.size());
      distinct_.push_back(token);
    }
    slots_.push_back(slot);
  }
}

TextInput BatchRows::text(std::size_t i) const {
  const std::size_t at = first_row_[i];
  return {row_count_[i], tokens_.data() + at, slots_.data() + at, positions_.data() + at};
}

void BatchRows::sum_token_rows(std::size_t slot, std::size_t n, ConstRows d_rows, float* sum) const {
  sum_rows(by_token_[slot], n, d_rows, sum);
}

void BatchRows::sum_position_rows(std::size_t position, std::size_t n, ConstRows d_rows, float* sum) const {
  sum_rows(by_position_[position - first_position_], n, d_rows, sum);
}

void BatchRows::sum_rows(std::span<const std::size_t> members, std::size_t n, ConstRows d_rows,
                         float* sum) const {
  const std::size_t padded = round_up(n, kLanes);
  thread_local AlignedVector<float> partial;
  partial.resize(kSlices * padded);
  std::array<float*, kSlices> parts{};
  std::size_t next = 0;
  for (std::size_t s = 0; s < slice_end_.size() && next < members.size(); ++s) {
    if (members[next] >= slice_end_[s]) continue;
    float* const part = parts[s] = partial.data() + s * padded;
    std::copy_n(d_rows[members[next++]], n, part);
    for (; next < members.size() && members[next] < slice_end_[s]; ++next) {
      kernels().add_to(1, n, {d_rows[members[next]], 0}, {part, 0});
    }
  }
  const float* total = tree_sum(parts, n);
  if (total) {
    std::copy_n(total, n, sum);
  } else {
    std::fill_n(sum, n, 0.0F);
  }
}

}  // namespace taxon
