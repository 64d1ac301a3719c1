#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/thread_pool.h"
#include "encoder/config.h"
#include "encoder/loss.h"
#include "encoder/parameters.h"
#include "encoder/precision.h"

namespace taxon {

using TokenIds = std::span<const std::int32_t>;

// Room for the tables of projected words, unless asked otherwise.
constexpr std::size_t kTableBytes = std::size_t{256} << 20U;

// Rows of texts that a Predictor lays out, projects and classifies together.
constexpr std::size_t kGroupRows = 1U << 16U;

// Turns texts into logits. Results are the same bits whatever the batch, the order and the threads; in
// bfloat16 on processors of one kind.
class Predictor {
 public:
  // `parameters` and `pool` are borrowed and must outlive the object; the weights are read once, here.
  // table_bytes bounds the tables of projected words that are kept between calls. Throws Error where the
  // precision cannot be had (require_precision()).
  Predictor(const EncoderConfig& config, const Parameters& parameters, ThreadPool& pool,
            std::size_t table_bytes = kTableBytes, Precision precision = Precision::kFloat32);
  ~Predictor();

  // logits: (texts.size(), C), row-major, filled. Each text as lay_rows() takes it. One call at a time.
  void logits(std::span<const TokenIds> texts, std::span<float> logits);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// One mini-batch to learn from.
struct TrainingBatch {
  std::span<const TokenIds> texts;
  std::span<const ClassIndices> labels;  // of each text
  std::span<const float> weights;        // of each text; empty: all 1
  LossOptions loss;
  // Where dropout draws its numbers; the post's index in the batch completes the key.
  std::uint64_t seed = 0;
  std::uint32_t epoch = 0, batch = 0;
};

struct BatchScore {
  double loss_sum = 0;       // sum over texts of weight x text_loss()
  std::int64_t correct = 0;  // right answers, of answers_per_text() x texts
};

// Loss and gradients of mini-batches. The gradient is of loss_sum / texts.size().
class GradientEngine {
 public:
  GradientEngine(const EncoderConfig& config, ThreadPool& pool);
  ~GradientEngine();

  // The distinct token ids of the batch, in no special order: the rows of embedding/token that run() will
  // read and write gradients for.
  std::span<const std::int32_t> prepare(const TrainingBatch& batch);

  // Forward and backward of the batch that prepare() was last called with.
  BatchScore run(const Parameters& parameters);

  // The gradients of the last run(), valid until the next prepare().
  // token_gradients: (prepared ids, D), row i of the i-th id. dense: the layout of the parameters without
  // embedding/token, which stands first in it.
  std::span<const float> token_gradients() const;
  std::span<const float> dense_gradients() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace taxon
