#include "work.h"

#include <algorithm>
#include <memory>
#include <numeric>

#include "base/check.h"
#include "base/random.h"
#include "encoder/batch_rows.h"
#include "encoder/block_weights.h"
#include "encoder/rows.h"
#include "encoder/slice.h"
#include "encoder/tables.h"
#include "encoder/text_pass.h"

namespace taxon {
namespace {

// The sizes as numbers to count with.
struct Sizes {
  explicit Sizes(const EncoderConfig& c)
      : D(c.embed_dim), H(c.heads), K(c.key_dim), F(c.ff_dim), C(c.classes) {
    TAXON_CHECK(folds(c) && c.blocks == 1);
  }
  double D, H, K, F, C;
};

Work work(double multiply_adds, double floats) {
  return {multiply_adds, 4.0 * floats};
}

// One text's way through the block; what backward needs of it is written, if it follows.
Work forward_work(const Sizes& s, double n, bool backward_follows) {
  const double gathered = n * (2 * s.D + 2 * 2 * s.H * s.D);  // of words and of positions
  const double kept = backward_follows ? 2 * n * s.D : 0;
  return work(2 * s.H * n * n * s.D + 2 * n * s.D * s.F, gathered + kept + s.D);
}

// Floats that a row with a gradient leaves in its slice.
double slice_row(const Sizes& s) {
  return 4 * s.D + 2 * s.F + 2 * s.H * s.D;
}

Work backward_work(const Sizes& s, double n, double winners) {
  const double attention = s.H * (5 * winners * n * s.D + 2 * winners * s.D * s.D);
  const double read = n * s.D + winners * (s.D + 2 * s.H * s.D) + s.D;
  return work(attention + 2 * winners * s.D * s.F, read + n * s.D + winners * slice_row(s));
}

// A thread's room to take texts through the block and back.
class WinnerCounter {
 public:
  explicit WinnerCounter(const EncoderConfig& config)
      : config_(config), dim_(static_cast<std::size_t>(config.embed_dim)), pass_(config), slice_(config) {}

  // The rows that the way back leaves in a slice. `post` keys the dropout.
  std::size_t count(std::span<const BlockWeights> weights, const RowTables& tables, const TextInput& text,
                    std::size_t post) {
    AlignedVector<float> d_pooled(round_up(dim_, kLanes));
    const CounterRandom random(0, Purpose::kDropout, 0, static_cast<std::uint32_t>(post));
    for (std::size_t d = 0; d < dim_; ++d) {
      d_pooled[d] = unit_float(random.bits(d)) >= config_.dropout ? 1.0F : 0.0F;
    }
    d_rows_.resize(text.rows, dim_);
    slice_.begin({{text.rows}});
    pass_.forward(weights, tables, text, true);
    const Rows before = slice_.block(0).append_rows(0).x;
    pass_.backward(weights, tables, text, d_pooled.data(), slice_, d_rows_.rows());
    const std::ptrdiff_t appended = slice_.block(0).append_rows(0).x.data - before.data;
    return static_cast<std::size_t>(appended / before.stride);
  }

 private:
  const EncoderConfig& config_;
  std::size_t dim_;
  TextPass pass_;
  Slice slice_;
  MatrixBuffer d_rows_;
};

}  // namespace

BatchShape shape_of(const EncoderConfig& config, const Parameters& parameters, ThreadPool& pool,
                    std::span<const TokenIds> texts) {
  std::vector<BlockWeights> weights;
  weights.emplace_back(config, 0).refresh(parameters, pool);
  const auto D = static_cast<std::size_t>(config.embed_dim);
  BatchRows rows;
  rows.lay(config, texts);
  const auto [first, last] = rows.position_range();
  MatrixBuffer words(rows.distinct_tokens().size(), weights[0].width()), places(last, weights[0].width());
  const PositionTable positions(config);
  const RowTables tables{{parameters["embedding/token"].data(), config.embed_dim},
                         positions.rows(parameters),
                         words.rows(),
                         places.rows()};
  project_rows(weights[0], D, tables.token, rows.distinct_tokens(), words.rows(), pool);
  project_positions(weights[0], D, tables.position, first, last, places.rows(), pool);

  BatchShape shape;
  shape.tokens = rows.distinct_tokens().size();
  shape.positions = last - first;
  shape.rows.resize(texts.size());
  shape.winners.resize(texts.size());
  std::vector<std::unique_ptr<WinnerCounter>> counters;
  for (int w = 0; w < pool.size(); ++w) counters.push_back(std::make_unique<WinnerCounter>(config));
  pool.parallel_for(texts.size(), [&](std::size_t i, int worker) {
    shape.rows[i] = rows.text(i).rows;
    shape.winners[i] = counters[static_cast<std::size_t>(worker)]->count(weights, tables, rows.text(i), i);
  });
  return shape;
}

PhaseWork training_work(const EncoderConfig& config, const BatchShape& batch) {
  const Sizes s(config);
  PhaseWork result;
  const auto of = [&](Phase phase) -> Work& { return result[static_cast<std::size_t>(phase)]; };
  const auto texts = static_cast<double>(batch.rows.size());
  const auto projected = static_cast<double>(batch.tokens + batch.positions);
  const auto tokens = static_cast<double>(batch.tokens);
  double rows = 0, winners = 0;
  for (std::size_t i = 0; i < batch.rows.size(); ++i) {
    const auto n = static_cast<double>(batch.rows[i]), R = static_cast<double>(batch.winners[i]);
    of(Phase::kForward) += forward_work(s, n, true);
    of(Phase::kBackward) += backward_work(s, n, R);
    rows += n;
    winners += R;
  }
  const double folded = 2 * s.H * s.D * s.D, plain = 4 * s.H * s.D * s.K;
  const auto gradients = static_cast<double>(SliceLayout(config).size);
  const double slices = std::min(static_cast<double>(kSlices), texts);
  of(Phase::kLay) = work(0, 4 * rows);
  of(Phase::kFold) = work(s.K * folded, plain + folded);
  of(Phase::kProject) = work(projected * folded, projected * (s.D + 2 * s.H * s.D) + folded);
  of(Phase::kHead) = work(2 * texts * s.D * s.C, texts * 3 * (s.D + s.C));
  of(Phase::kBackward) += work(0, folded + 2 * s.D * s.F);
  of(Phase::kWeights) = work(winners * (folded + 2 * s.D * s.F) + texts * s.D * s.C,
                             winners * slice_row(s) + slices * gradients);
  of(Phase::kReduce) = work(0, (slices + 1) * gradients + (rows + projected) * s.D);
  of(Phase::kUnfold) = work(s.D * plain, gradients + plain + plain + gradients - folded);
  const double dense = static_cast<double>(ParameterLayout(config).size()) - config.vocabulary * s.D;
  of(Phase::kOptimize) = work(0, 6 * tokens * s.D + 7 * (tokens * s.D + dense));
  return result;
}

PhaseWork classifying_work(const EncoderConfig& config, std::span<const TokenIds> texts) {
  const Sizes s(config);
  PhaseWork result;
  const auto of = [&](Phase phase) -> Work& { return result[static_cast<std::size_t>(phase)]; };
  for (const auto ids : texts) {
    const auto n = static_cast<double>(lay_rows(config, ids).size());
    of(Phase::kLay) += work(0, 4 * n);
    of(Phase::kForward) += forward_work(s, n, false);
    of(Phase::kHead) += work(s.D * s.C, s.D + s.C);
  }
  return result;
}

Work sum(const PhaseWork& work) {
  return std::accumulate(work.begin(), work.end(), Work{},
                         [](Work total, const Work& w) { return total += w; });
}

}  // namespace taxon
