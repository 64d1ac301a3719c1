#include <algorithm>
#include <memory>

#include "base/check.h"
#include "base/random.h"
#include "encoder/batch_rows.h"
#include "encoder/block_weights.h"
#include "encoder/engine.h"
#include "encoder/head.h"
#include "encoder/loss.h"
#include "encoder/slice.h"
#include "encoder/tables.h"
#include "encoder/text_pass.h"
#include "encoder/unfold.h"

namespace taxon {
namespace {

// Floats of the slices' gradients that one task adds up, and token rows likewise.
constexpr std::size_t kSumChunk = 8192;
constexpr std::size_t kRowChunk = 32;

std::size_t chunks(std::size_t n, std::size_t chunk) {
  return (n + chunk - 1) / chunk;
}

}  // namespace

struct GradientEngine::State {
  State(const EncoderConfig& c, ThreadPool& p)
      : config(c), pool(p), layout(c), head(c), positions(c), gradients(c) {
    for (int b = 0; b < c.blocks; ++b) weights.emplace_back(c, b);
    for (std::size_t s = 0; s < kSlices; ++s) slices.emplace_back(c);
    for (int w = 0; w < p.size(); ++w) passes.push_back(std::make_unique<TextPass>(c));
    unfold.resize(2 * layout.block.H * layout.blocks);
  }

  void run_slice(std::size_t s, int worker);
  void run_text(std::size_t text, Slice& slice, TextPass& pass);
  void drop(std::size_t text, const float* in, float* out) const;
  void sum_slices();
  void spread_gradients(const Parameters& parameters);
  void copy_plain_gradients(const float* sums);

  EncoderConfig config;
  ThreadPool& pool;
  SliceLayout layout;
  std::vector<BlockWeights> weights;  // of each block
  Head head;
  PositionTable positions;
  MatrixBuffer token_projection, position_projection;
  RowTables tables{};

  TrainingBatch batch;
  BatchRows rows;
  std::vector<Slice> slices;
  std::vector<std::unique_ptr<TextPass>> passes;
  std::vector<double> losses;
  std::vector<std::int64_t> correct;

  MatrixBuffer d_rows;  // (all rows of the batch, D)
  std::vector<UnfoldScratch> unfold;
  AlignedVector<float> d_tokens;  // (distinct tokens, D)
  Parameters gradients;           // the part of embedding/token is not used
};

GradientEngine::GradientEngine(const EncoderConfig& config, ThreadPool& pool) {
  config.validate();
  state_ = std::make_unique<State>(config, pool);
}

GradientEngine::~GradientEngine() = default;

std::span<const std::int32_t> GradientEngine::prepare(const TrainingBatch& batch) {
  auto& s = *state_;
  TAXON_CHECK(!batch.texts.empty() && batch.labels.size() == batch.texts.size());
  TAXON_CHECK(batch.weights.empty() || batch.weights.size() == batch.texts.size());
  TAXON_CHECK(batch.loss.positive_weights.empty() || batch.loss.positive_weights.size() == s.layout.C);
  s.batch = batch;
  s.rows.lay(s.config, batch.texts);
  return s.rows.distinct_tokens();
}

BatchScore GradientEngine::run(const Parameters& parameters) {
  auto& s = *state_;
  const std::size_t D = s.layout.block.D;
  const auto distinct = s.rows.distinct_tokens();
  for (auto& block : s.weights) block.refresh(parameters, s.pool);
  const BlockWeights& first_block = s.weights.front();
  s.head.refresh(parameters);
  s.token_projection.resize(distinct.size(), first_block.width());
  s.position_projection.resize(static_cast<std::size_t>(s.config.maxlen), first_block.width());
  s.tables = {{parameters["embedding/token"].data(), static_cast<std::ptrdiff_t>(D)},
              s.positions.rows(parameters),
              s.token_projection.rows(),
              s.position_projection.rows()};
  project_rows(first_block, D, s.tables.token, distinct, s.token_projection.rows(), s.pool);
  const auto [first, last] = s.rows.position_range();
  project_positions(first_block, D, s.tables.position, first, last, s.position_projection.rows(), s.pool);

  s.losses.assign(s.batch.texts.size(), 0.0);
  s.correct.assign(s.batch.texts.size(), 0);
  s.d_rows.resize(s.rows.size(), D);
  s.pool.parallel_for(s.rows.slices().size(),
                      [&](std::size_t slice, int worker) { s.run_slice(slice, worker); });
  s.d_tokens.resize(distinct.size() * D);
  s.sum_slices();
  s.spread_gradients(parameters);

  BatchScore score;
  for (std::size_t i = 0; i < s.losses.size(); ++i) {
    score.loss_sum += s.losses[i];
    score.correct += s.correct[i];
  }
  return score;
}

void GradientEngine::State::run_slice(std::size_t s, int worker) {
  const auto& texts = rows.slices()[s];
  std::vector<std::size_t> row_counts;
  for (const auto text : texts) row_counts.push_back(rows.text(text).rows);
  slices[s].begin(row_counts);
  for (const auto text : texts) run_text(text, slices[s], *passes[static_cast<std::size_t>(worker)]);
  slices[s].finish();
}

void GradientEngine::State::run_text(std::size_t text, Slice& slice, TextPass& pass) {
  const TextInput input = rows.text(text);
  pass.forward(weights, tables, input, true);
  AlignedVector<float> logits(layout.padded_classes), d_pooled(layout.block.padded_dim);
  float* pooled = slice.append_pooled();
  float* d_logits = slice.append_d_logits();
  drop(text, pass.pooled().data(), pooled);
  head.forward(pooled, logits.data());

  const float weight = batch.weights.empty() ? 1.0F : batch.weights[text];
  const float scale = weight / static_cast<float>(batch.texts.size());
  const TextLoss judged = text_loss(config, logits.data(), batch.labels[text], batch.loss, scale, d_logits);
  losses[text] = static_cast<double>(weight) * judged.loss;
  correct[text] = judged.correct;

  head.backward(d_logits, d_pooled.data());
  drop(text, d_pooled.data(), d_pooled.data());
  pass.backward(weights, tables, input, d_pooled.data(), slice, d_rows.rows(rows.first_row(text)));
}

// Dropout silences the same dimensions on the way forward and back: out = in x mask / (1 - rate).
void GradientEngine::State::drop(std::size_t text, const float* in, float* out) const {
  if (config.dropout <= 0.0F) {
    if (in != out) std::copy_n(in, layout.block.D, out);
    return;
  }
  const CounterRandom random(batch.seed, Purpose::kDropout, batch.epoch, batch.batch);
  const float scale = 1.0F / (1.0F - config.dropout);
  const std::size_t blocks = (layout.block.D + 3) / 4;
  for (std::size_t block = 0; block < blocks; ++block) {
    const auto bits = random.block(static_cast<std::uint32_t>(text * blocks + block));
    for (std::size_t d = 4 * block; d < std::min(4 * block + 4, layout.block.D); ++d) {
      out[d] = unit_float(bits[d - 4 * block]) >= config.dropout ? in[d] * scale : 0.0F;
    }
  }
}

// Adds up the slices' gradients into the first slice's, and the rows' into those of tokens and positions.
void GradientEngine::State::sum_slices() {
  const std::size_t D = layout.block.D, used = rows.slices().size();
  const std::size_t dense = chunks(layout.size, kSumChunk);
  const std::size_t tokens = chunks(rows.distinct_tokens().size(), kRowChunk);
  const bool learned = config.positions == Positions::kLearned;
  const auto [first, last] = rows.position_range();
  float* d_positions = learned ? gradients["embedding/position"].data() : nullptr;
  if (learned) std::ranges::fill(gradients["embedding/position"], 0.0F);
  const std::size_t position_tasks = learned ? chunks(last - first, kRowChunk) : 0;
  pool.parallel_for(dense + tokens + position_tasks, [&, first = first, last = last](std::size_t task, int) {
    if (task < dense) {
      std::vector<float*> parts;
      for (std::size_t s = 0; s < used; ++s) parts.push_back(slices[s].gradients() + task * kSumChunk);
      tree_sum(parts, std::min(kSumChunk, layout.size - task * kSumChunk));
    } else if (task < dense + tokens) {
      const std::size_t from = (task - dense) * kRowChunk;
      const std::size_t to = std::min(from + kRowChunk, rows.distinct_tokens().size());
      for (std::size_t i = from; i < to; ++i)
        rows.sum_token_rows(i, D, d_rows.rows(), d_tokens.data() + i * D);
    } else {
      const std::size_t from = first + (task - dense - tokens) * kRowChunk;
      const std::size_t to = std::min(from + kRowChunk, last);
      for (std::size_t p = from; p < to; ++p)
        rows.sum_position_rows(p, D, d_rows.rows(), d_positions + p * D);
    }
  });
}

void GradientEngine::State::spread_gradients(const Parameters& parameters) {
  const float* sums = slices[0].gradients();
  const auto& l = layout.block;
  const auto view = [](const float* from, std::size_t stride) {
    return ConstRows{from, static_cast<std::ptrdiff_t>(stride)};
  };
  pool.parallel_for(unfold.size() + 1, [&](std::size_t task, int) {
    if (task == unfold.size()) return copy_plain_gradients(sums);
    const std::size_t block = task / (2 * l.H), h = task / 2 % l.H;
    const float* from = sums + block * l.size;
    const ConstRows keys_values = view(from + l.keys_values, 2 * l.H * l.padded_inner);
    const HeadGradients of_head{view(from + l.query + h * l.D * l.padded_inner, l.padded_inner),
                                from + l.query_bias + h * l.padded_inner,
                                view(from + l.value + h * l.inner * l.padded_dim, l.padded_dim),
                                shift_columns(keys_values, h * l.padded_inner),
                                shift_columns(keys_values, (l.H + h) * l.padded_inner),
                                from + l.output_bias};
    const auto unfold_part = task % 2 == 0 ? unfold_queries : unfold_values;
    unfold_part(config, parameters, static_cast<int>(block), h, of_head, unfold[task], gradients);
  });
}

// Those that no fold hides.
void GradientEngine::State::copy_plain_gradients(const float* sums) {
  const auto copy = [&](const std::string& name, const float* from, std::size_t rows_of, std::size_t columns,
                        std::size_t stride) {
    const auto to = gradients[name];
    for (std::size_t r = 0; r < rows_of; ++r)
      std::copy_n(from + r * stride, columns, to.data() + r * columns);
  };
  const auto& l = layout.block;
  for (std::size_t b = 0; b < layout.blocks; ++b) {
    const float* from = sums + b * l.size;
    const auto name = [&](const char* tensor) { return block_name(static_cast<int>(b), tensor); };
    copy(name("ffn1/kernel"), from + l.ffn1, l.D, l.F, l.padded_ff);
    copy(name("ffn2/kernel"), from + l.ffn2, l.F, l.D, l.padded_dim);
    copy(name("ffn1/bias"), from + l.ffn1_bias, 1, l.F, 0);
    copy(name("ffn2/bias"), from + l.ffn2_bias, 1, l.D, 0);
    copy(name("norm1/gamma"), from + l.gamma1, 1, l.D, 0);
    copy(name("norm1/beta"), from + l.beta1, 1, l.D, 0);
    copy(name("norm2/gamma"), from + l.gamma2, 1, l.D, 0);
    copy(name("norm2/beta"), from + l.beta2, 1, l.D, 0);
  }
  copy("head/kernel", sums + layout.head, l.D, layout.C, layout.padded_classes);
  copy("head/bias", sums + layout.head_bias, 1, layout.C, 0);
}

std::span<const float> GradientEngine::token_gradients() const {
  return {state_->d_tokens.data(), state_->rows.distinct_tokens().size() * state_->layout.block.D};
}

std::span<const float> GradientEngine::dense_gradients() const {
  const Parameters& gradients = state_->gradients;
  return gradients.values().subspan(gradients.layout().find("embedding/token").size);
}

}  // namespace taxon
