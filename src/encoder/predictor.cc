#include <algorithm>
#include <memory>
#include <optional>

#include "base/check.h"
#include "encoder/engine.h"
#include "encoder/half_buffers.h"
#include "encoder/head.h"
#include "encoder/low_precision_pass.h"
#include "encoder/rows.h"
#include "encoder/tables.h"
#include "encoder/text_pass.h"

namespace taxon {

struct Predictor::State {
  State(const EncoderConfig& c, const Parameters& p, ThreadPool& threads, std::size_t table_bytes,
        Precision precision)
      : config(c), parameters(p), pool(threads), head(c), positions(c) {
    for (int b = 0; b < c.blocks; ++b) weights.emplace_back(c, b).refresh(p, pool);
    const BlockWeights& first = weights.front();
    head.refresh(p);
    std::size_t row_bytes = static_cast<std::size_t>(row_stride(first.width())) * sizeof(float);
    if (precision == Precision::kBfloat16) {
      row_bytes = static_cast<std::size_t>(HalfBuffer::half_row_stride(first.width())) * sizeof(Bfloat16);
      half.emplace(c, first);
    }
    for (int w = 0; w < pool.size(); ++w) {
      if (half) {
        half_passes.push_back(std::make_unique<LowPrecisionPass>(c));
      } else {
        passes.push_back(std::make_unique<TextPass>(c));
      }
    }
    const auto V = static_cast<std::size_t>(c.vocabulary), L = static_cast<std::size_t>(c.maxlen);
    capacity = std::clamp(table_bytes / row_bytes, std::min(V, L), V);
    slot_of_token.assign(V, -1);
    position_done.assign(L, 0);
    position_projection.resize(L, first.width());
  }

  std::size_t lay_group(std::span<const TokenIds> texts);
  void project_new();
  void project_new_tokens();
  TextInput input_of(std::size_t text) const;
  void run_text(std::size_t text, float* logits, int worker);
  void run_text_together(std::size_t text, float* logits);
  void answer(const float* pooled, float* logits) const;

  EncoderConfig config;
  const Parameters& parameters;
  ThreadPool& pool;
  std::vector<BlockWeights> weights;  // of each block
  Head head;
  PositionTable positions;
  std::optional<HalfWeights> half;  // in bfloat16; then half_passes and half_tables serve, else the others
  std::vector<std::unique_ptr<TextPass>> passes;
  std::vector<std::unique_ptr<LowPrecisionPass>> half_passes;

  std::size_t capacity = 0;                 // words whose projections are kept
  std::vector<std::int32_t> slot_of_token;  // V entries; -1: not projected
  std::vector<std::int32_t> kept;           // the token of each slot
  std::size_t projected = 0;                // slots that are filled
  std::vector<char> position_done;
  MatrixBuffer token_projection, position_projection;
  HalfBuffer half_token_projection;
  RowTables tables{};
  HalfTables half_tables{};

  std::vector<TextRows> rows;
  std::vector<std::vector<std::int32_t>> slots;
};

Predictor::Predictor(const EncoderConfig& config, const Parameters& parameters, ThreadPool& pool,
                     std::size_t table_bytes, Precision precision) {
  config.validate();
  require_precision(precision, config);
  state_ = std::make_unique<State>(config, parameters, pool, table_bytes, precision);
}

Predictor::~Predictor() = default;

void Predictor::logits(std::span<const TokenIds> texts, std::span<float> logits) {
  auto& s = *state_;
  const auto C = static_cast<std::size_t>(s.config.classes);
  TAXON_CHECK(logits.size() == texts.size() * C);
  for (std::size_t first = 0; first < texts.size();) {
    const std::size_t count = s.lay_group(texts.subspan(first));
    s.project_new();
    const auto out = [&](std::size_t i) { return logits.data() + (first + i) * C; };
    if (!s.half && count < s.passes.size()) {
      for (std::size_t i = 0; i < count; ++i) s.run_text_together(i, out(i));
    } else {
      s.pool.parallel_for(count, [&](std::size_t i, int worker) { s.run_text(i, out(i), worker); });
    }
    first += count;
  }
}

// Lays out as many texts from the front as fit a group and whose words fit the table; at least one. Returns
// how many. A full table is emptied first.
std::size_t Predictor::State::lay_group(std::span<const TokenIds> texts) {
  rows.clear();
  slots.clear();
  std::size_t total = 0;
  for (const auto ids : texts) {
    TextRows laid = lay_rows(config, ids);
    total += laid.size();
    const bool full = capacity < slot_of_token.size() && kept.size() + laid.size() > capacity;
    if (!rows.empty() && (full || total > kGroupRows)) break;
    if (full) {
      for (const auto token : kept) slot_of_token[static_cast<std::size_t>(token)] = -1;
      kept.clear();
      projected = 0;
    }
    auto& text_slots = slots.emplace_back();
    for (const auto token : laid.tokens) {
      auto& slot = slot_of_token[static_cast<std::size_t>(token)];
      if (slot < 0) {
        slot = static_cast<std::int32_t>(kept.size());
        kept.push_back(token);
      }
      text_slots.push_back(slot);
    }
    rows.push_back(std::move(laid));
  }
  return rows.size();
}

void Predictor::State::project_new_tokens() {
  const auto D = static_cast<std::size_t>(config.embed_dim);
  const BlockWeights& first = weights.front();
  const ConstRows token{parameters["embedding/token"].data(), static_cast<std::ptrdiff_t>(D)};
  const ConstRows position = positions.rows(parameters);
  const auto added = std::span(kept).subspan(projected);
  if (half) {
    half_token_projection.resize(capacity, first.width());
    half_tables = {token, position, half_token_projection.rows(), position_projection.rows()};
    project_rows(first, D, token, added, half_token_projection.rows(projected), pool);
  } else {
    token_projection.resize(capacity, first.width());
    tables = {token, position, token_projection.rows(), position_projection.rows()};
    project_rows(first, D, token, added, token_projection.rows(projected), pool);
  }
  projected = kept.size();
}

void Predictor::State::project_new() {
  project_new_tokens();
  std::size_t first = position_done.size(), last = 0;
  for (const auto& text : rows) {
    for (const auto p : text.positions) {
      if (position_done[static_cast<std::size_t>(p)]) continue;
      first = std::min(first, static_cast<std::size_t>(p));
      last = std::max(last, static_cast<std::size_t>(p) + 1);
    }
  }
  if (first >= last) return;
  project_positions(weights.front(), static_cast<std::size_t>(config.embed_dim), positions.rows(parameters),
                    first, last, position_projection.rows(), pool);
  std::fill(position_done.begin() + static_cast<std::ptrdiff_t>(first),
            position_done.begin() + static_cast<std::ptrdiff_t>(last), 1);
}

TextInput Predictor::State::input_of(std::size_t text) const {
  const TextRows& laid = rows[text];
  return {laid.size(), laid.tokens.data(), slots[text].data(), laid.positions.data()};
}

void Predictor::State::run_text(std::size_t text, float* logits, int worker) {
  const auto own = static_cast<std::size_t>(worker);
  if (half) {
    half_passes[own]->forward(weights.front(), *half, half_tables, input_of(text));
    answer(half_passes[own]->pooled().data(), logits);
  } else {
    passes[own]->forward(weights, tables, input_of(text), false);
    answer(passes[own]->pooled().data(), logits);
  }
}

void Predictor::State::run_text_together(std::size_t text, float* logits) {
  TextPass::forward_together(passes, weights, tables, input_of(text), pool);
  answer(passes.front()->pooled().data(), logits);
}

void Predictor::State::answer(const float* pooled, float* logits) const {
  const auto C = static_cast<std::size_t>(config.classes);
  AlignedVector<float> padded(round_up(C, kLanes));
  head.forward(pooled, padded.data());
  std::copy_n(padded.data(), C, logits);
}

}  // namespace taxon
