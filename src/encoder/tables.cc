#include "encoder/tables.h"

#include <algorithm>

#include "simd/scalar_math.h"

namespace taxon {
namespace {

// Rows a task projects: eight register tiles, so that a strip of the projection is read from far away once
// and from the first-level cache seven times.
constexpr std::size_t kProjectRows = 112;

// Calls project(first, count, rows) for runs of the rows that the indices name, gathered, by tasks of the
// pool.
template <class Project>
void for_gathered_rows(std::size_t dim, ConstRows rows, std::span<const std::int32_t> indices,
                       ThreadPool& pool, const Project& project) {
  const std::size_t tasks = (indices.size() + kProjectRows - 1) / kProjectRows;
  pool.parallel_for(tasks, [&](std::size_t task, int) {
    const std::size_t first = task * kProjectRows;
    const std::size_t count = std::min(kProjectRows, indices.size() - first);
    thread_local MatrixBuffer gathered;
    gathered.resize(kProjectRows, dim);
    for (std::size_t i = 0; i < count; ++i) {
      std::copy_n(rows[static_cast<std::size_t>(indices[first + i])], dim, gathered.rows()[i]);
    }
    project(first, count, gathered.rows());
  });
}

}  // namespace

PositionTable::PositionTable(const EncoderConfig& config)
    : learned_(config.positions == Positions::kLearned), dim_(static_cast<std::size_t>(config.embed_dim)) {
  if (learned_) return;
  const auto L = static_cast<std::size_t>(config.maxlen);
  sinusoidal_.resize(L, dim_);
  for (std::size_t p = 0; p < L; ++p) {
    for (std::size_t d = 0; d < dim_; ++d) {
      const double exponent = static_cast<double>(d - d % 2) / static_cast<double>(dim_);
      const double angle = static_cast<double>(p) * exact_exp(-exponent * exact_log(10000.0));
      sinusoidal_.rows()[p][d] = static_cast<float>(d % 2 == 0 ? exact_sin(angle) : exact_cos(angle));
    }
  }
}

ConstRows PositionTable::rows(const Parameters& parameters) const {
  if (!learned_) return sinusoidal_.rows();
  return {parameters["embedding/position"].data(), static_cast<std::ptrdiff_t>(dim_)};
}

void project_rows(const BlockWeights& weights, std::size_t dim, ConstRows rows,
                  std::span<const std::int32_t> indices, Rows out, ThreadPool& pool) {
  for_gathered_rows(dim, rows, indices, pool, [&](std::size_t first, std::size_t count, Rows gathered) {
    kernels().gemm(count, weights.width(), dim, gathered, weights.projection(), shift_rows(out, first),
                   false);
  });
}

void project_rows(const BlockWeights& weights, std::size_t dim, ConstRows rows,
                  std::span<const std::int32_t> indices, HalfRows out, ThreadPool& pool) {
  for_gathered_rows(dim, rows, indices, pool, [&](std::size_t first, std::size_t count, Rows gathered) {
    thread_local MatrixBuffer projected;
    projected.resize(kProjectRows, weights.width());
    kernels().gemm(count, weights.width(), dim, gathered, weights.projection(), projected.rows(), false);
    bfloat16_kernels()->round_rows(count, weights.width(), projected.rows(), {out[first], out.stride});
  });
}

void project_positions(const BlockWeights& weights, std::size_t dim, ConstRows positions, std::size_t first,
                       std::size_t last, Rows out, ThreadPool& pool) {
  const std::size_t tasks = (last - first + kProjectRows - 1) / kProjectRows;
  pool.parallel_for(tasks, [&](std::size_t task, int) {
    const std::size_t from = first + task * kProjectRows;
    const std::size_t count = std::min(kProjectRows, last - from);
    for (std::size_t i = 0; i < count; ++i) std::copy_n(weights.query_bias(), weights.width(), out[from + i]);
    kernels().gemm(count, weights.width(), dim, {positions[from], positions.stride}, weights.projection(),
                   shift_rows(out, from), true);
  });
}

}  // namespace taxon
