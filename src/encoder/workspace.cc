#include "encoder/workspace.h"

#include <algorithm>
#include <cmath>

#include "encoder/block_pass.h"
#include "encoder/block_weights.h"
#include "encoder/engine.h"
#include "encoder/parameters.h"
#include "encoder/slice.h"
#include "simd/kernels.h"

namespace taxon {
namespace {

// Counts floats as the engine lays them out; the names are those of the buffers' classes.
class FloatCounter {
 public:
  explicit FloatCounter(const EncoderConfig& config, MemoryKind kind = MemoryKind::kTouched)
      : c_(config), layout_(config), l_(layout_.block), kind_(kind) {}

  std::uint64_t weights() const {
    const std::size_t H = l_.H, D = l_.D, F = l_.F, K = key_dim();
    std::uint64_t block = matrix(D, width()) + matrix(H * l_.inner, D) + matrix(H * D, l_.inner) +
                          matrix(H * std::max(K, l_.padded_inner), D);
    block += 2 * matrix(D, F) + 2 * matrix(F, D);
    block += l_.folded ? matrix(H * K, D) : matrix(2 * H * l_.padded_inner, D);
    return blocks() * block + matrix(D, layout_.C) + matrix(layout_.C, D);
  }

  // A TextPass for texts of n rows. R: rows of the last block that have a gradient; 0: no way back follows.
  std::uint64_t pass(std::size_t n, std::size_t R) const {
    const std::size_t tile = 2 * kernels().row_tile, H = l_.H, D = l_.D;
    const bool back = R > 0;
    std::uint64_t all = 0;
    for (std::uint64_t b = 0; b < blocks(); ++b) {
      const bool last = b + 1 == blocks();
      const std::size_t with_gradient = last || !back ? R : n;
      all += matrix(n, D) + matrix(n, (l_.folded ? 1 : 2) * H * l_.padded_inner);
      all += matrix(l_.folded ? D : (back ? 2 : 1) * H * l_.inner, n);
      all += matrix(back ? n : tile, D) + matrix(back && n <= BlockPass::kKeptRows ? H * n : tile, n);
      all += matrix(tile, l_.inner) + matrix(tile, H * l_.padded_inner) + 2 * matrix(tile, D) +
             matrix(tile, l_.F);
      if (!last) all += matrix(n, D);
      all += 3 * matrix(with_gradient, D) + matrix(2 * H * with_gradient, n) +
             matrix(2 * H * with_gradient, l_.inner);
    }
    return all + (back && blocks() > 1 ? 2 * matrix(n, D) : 0);
  }

  std::uint64_t slices(const BatchShape& batch, std::size_t R) const {
    const std::size_t H = l_.H, D = l_.D;
    const std::size_t count = std::min(kSlices, batch.texts);
    std::uint64_t all = count * layout_.size + matrix(batch.texts, D) + matrix(batch.texts, layout_.C);
    for (std::uint64_t b = 0; b < blocks(); ++b) {
      const std::size_t rows = b + 1 == blocks() ? batch.texts * R : batch.rows;
      all += 4 * matrix(rows, D) + 2 * matrix(rows, l_.F) + 2 * matrix(rows, H * l_.padded_inner);
      all += count * matrix(std::max(D, l_.inner), rows / std::max<std::size_t>(count, 1));
      if (!l_.folded) all += matrix(batch.rows, D) + matrix(batch.rows, 2 * H * l_.padded_inner);
    }
    return all;
  }

  // Rows of a text of n that win a maximum which dropout leaves, were they drawn evenly; or as many as could.
  std::size_t winning_rows(std::size_t n) const {
    if (kind_ == MemoryKind::kAddressSpace) return std::min(n, l_.D);
    const double draws = static_cast<double>(l_.D) * (1.0 - static_cast<double>(c_.dropout));
    const auto rows = static_cast<double>(std::max<std::size_t>(n, 1));
    return static_cast<std::size_t>(std::ceil(rows * (1.0 - std::pow(1.0 - 1.0 / rows, draws))));
  }

  std::uint64_t projections(std::size_t words) const {
    return matrix(words, width()) + matrix(static_cast<std::size_t>(c_.maxlen), width());
  }
  std::uint64_t row_gradients(const BatchShape& batch) const {
    return matrix(batch.rows, l_.D) + batch.distinct * l_.D;
  }
  std::uint64_t dense_gradients() const {
    const ParameterLayout parameters(c_);
    const std::uint64_t unfold = 2 * l_.H * blocks() * 2 * matrix(l_.D + 1, key_dim());
    const bool whole = kind_ == MemoryKind::kAddressSpace;
    return parameters.size() - (whole ? 0 : parameters.find("embedding/token").size) + unfold;
  }
  std::size_t width() const { return (l_.folded ? 2 : 3) * l_.H * l_.padded_inner; }

 private:
  static std::uint64_t matrix(std::size_t rows, std::size_t columns) {
    return rows * static_cast<std::uint64_t>(row_stride(columns));
  }
  std::uint64_t blocks() const { return layout_.blocks; }
  std::size_t key_dim() const { return static_cast<std::size_t>(c_.key_dim); }

  const EncoderConfig& c_;
  SliceLayout layout_;
  const BlockLayout& l_;
  MemoryKind kind_;
};

std::uint64_t bytes(std::uint64_t floats) {
  return floats * sizeof(float);
}

}  // namespace

std::uint64_t training_workspace(const EncoderConfig& config, const BatchShape& batch, int threads,
                                 MemoryKind kind) {
  const FloatCounter count(config, kind);
  const std::size_t mean_rows = batch.rows / std::max<std::size_t>(batch.texts, 1);
  const std::uint64_t passes =
      static_cast<std::uint64_t>(threads) * count.pass(batch.longest, count.winning_rows(batch.longest));
  const std::uint64_t floats = count.weights() + passes + count.slices(batch, count.winning_rows(mean_rows)) +
                               count.projections(batch.distinct) + count.row_gradients(batch) +
                               count.dense_gradients();
  // Token, slot, position and their groups of each row; a slot of each word.
  constexpr std::uint64_t kRowBytes = 3 * sizeof(std::int32_t) + 2 * sizeof(std::size_t);
  return bytes(floats) + batch.rows * kRowBytes +
         static_cast<std::uint64_t>(config.vocabulary) * sizeof(std::int32_t);
}

std::uint64_t predicting_workspace(const EncoderConfig& config, const BatchShape& group, int threads,
                                   std::size_t table_bytes) {
  const FloatCounter count(config);
  const std::size_t kept = table_bytes / bytes(static_cast<std::uint64_t>(row_stride(count.width())));
  const std::size_t words = std::min(group.distinct, std::max(kept, static_cast<std::size_t>(config.maxlen)));
  const std::uint64_t floats = count.weights() +
                               static_cast<std::uint64_t>(threads) * count.pass(group.longest, 0) +
                               count.projections(words);
  constexpr std::uint64_t kRowBytes = 3 * sizeof(std::int32_t);
  return bytes(floats) + std::min<std::uint64_t>(group.rows, kGroupRows) * kRowBytes +
         static_cast<std::uint64_t>(config.vocabulary) * sizeof(std::int32_t);
}

}  // namespace taxon
