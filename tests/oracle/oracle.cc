#include "oracle/oracle.h"

#include <string>

#include "base/check.h"
#include "oracle/layers.h"

namespace taxon::oracle {
namespace {

// Tensors by name, weights (const double) or gradients (double).
template <class T>
class Tensors {
 public:
  Tensors(const ParameterLayout& layout, std::span<T> values) : layout_(layout), values_(values) {}

  std::span<T> operator[](std::string_view name) const { return tensor(layout_, values_, name); }
  std::span<T> of_block(int block, std::string_view name) const { return (*this)[block_name(block, name)]; }

  AttentionTensors<std::span<T>> attention(int block) const {
    const auto part = [&](const char* name) { return of_block(block, std::string("attention/") + name); };
    return {part("query/kernel"), part("query/bias"), part("key/kernel"),    part("key/bias"),
            part("value/kernel"), part("value/bias"), part("output/kernel"), part("output/bias")};
  }

 private:
  const ParameterLayout& layout_;
  std::span<T> values_;
};

// A text padded to L: which token each position holds, and which positions are real. With the mask off all
// of them are; with it on a text without tokens keeps one position, where its last token would have stood
// (post-padding: its first).
struct PaddedText {
  std::vector<std::int32_t> tokens;
  std::vector<bool> real;
};

PaddedText pad(const EncoderConfig& config, const std::vector<std::int32_t>& ids) {
  const auto L = static_cast<std::size_t>(config.maxlen), n = ids.size();
  TAXON_CHECK(n <= L);
  const bool pre = config.padding == Side::kPre;
  const std::size_t padding_in_front = pre ? L - n : 0;
  PaddedText text{std::vector<std::int32_t>(L, 0), std::vector<bool>(L, !config.mask)};
  for (std::size_t i = 0; i < n; ++i) {
    text.tokens[padding_in_front + i] = ids[i];
    text.real[padding_in_front + i] = true;
  }
  if (n == 0) text.real[pre ? L - 1 : 0] = true;
  return text;
}

// What a block's backward pass needs of its forward pass; all (L, D), hidden ones (L, F).
struct BlockCache {
  Matrix x;
  AttentionCache attention;
  Matrix residual1, y;
  Matrix hidden, activated;
  Matrix residual2;
};

struct TextCache {
  PaddedText text;
  std::vector<BlockCache> blocks;
  std::vector<std::size_t> winners;  // (D)
  Matrix dropped;                    // the pooled vector after dropout, (1, D)
  Matrix logits;                     // (1, C)
};

class Network {
 public:
  Network(const EncoderConfig& config, std::span<const double> parameters)
      : config_(config), layout_(config), weights_(layout_, parameters) {
    TAXON_CHECK(parameters.size() == layout_.size());
    if (config.positions == Positions::kSinusoidal) {
      fixed_positions_ = sinusoidal_positions(static_cast<std::size_t>(config.maxlen),
                                              static_cast<std::size_t>(config.embed_dim));
    }
  }

  TextCache forward(const std::vector<std::int32_t>& ids, std::span<const double> dropout) const {
    TextCache cache;
    cache.text = pad(config_, ids);
    Matrix x = embedding_forward(cache.text.tokens, weights_["embedding/token"], positions());
    for (int b = 0; b < config_.blocks; ++b) x = block_forward(b, x, cache);
    cache.dropped = max_forward(x, cache.text.real, cache.winners);
    multiply(cache.dropped, dropout);
    cache.logits = dense_forward(cache.dropped, weights_["head/kernel"], weights_["head/bias"]);
    return cache;
  }

  void backward(const TextCache& cache, std::span<const double> dropout, const Matrix& d_logits,
                std::span<double> gradients) const {
    const Tensors<double> d(layout_, gradients);
    Matrix dx =
        dense_backward(cache.dropped, weights_["head/kernel"], d_logits, d["head/kernel"], d["head/bias"]);
    multiply(dx, dropout);
    dx = max_backward(cache.text.tokens.size(), cache.winners, dx);
    for (int b = config_.blocks; b-- > 0;) {
      dx = block_backward(b, cache.blocks[static_cast<std::size_t>(b)], dx, d);
    }
    embedding_backward(cache.text.tokens, dx, d["embedding/token"],
                       fixed_positions_.empty() ? d["embedding/position"] : Gradient{});
  }

  std::size_t parameter_count() const { return layout_.size(); }

 private:
  Weights positions() const {
    return fixed_positions_.empty() ? weights_["embedding/position"] : Weights(fixed_positions_);
  }

  static void multiply(Matrix& row, std::span<const double> factors) {
    for (std::size_t d = 0; d < factors.size(); ++d) row(0, d) *= factors[d];
  }

  Matrix block_forward(int b, const Matrix& x, TextCache& text) const {
    const auto w = [&](const char* name) { return weights_.of_block(b, name); };
    const auto heads = static_cast<std::size_t>(config_.heads);
    const auto epsilon = static_cast<double>(config_.norm_epsilon);
    BlockCache c;
    c.x = x;
    c.residual1 = add(x, attention_forward(x, weights_.attention(b), heads, text.text.real, c.attention));
    c.y = layer_norm_forward(c.residual1, w("norm1/gamma"), w("norm1/beta"), epsilon);
    c.hidden = dense_forward(c.y, w("ffn1/kernel"), w("ffn1/bias"));
    c.activated = relu_forward(c.hidden);
    c.residual2 = add(c.y, dense_forward(c.activated, w("ffn2/kernel"), w("ffn2/bias")));
    Matrix z = layer_norm_forward(c.residual2, w("norm2/gamma"), w("norm2/beta"), epsilon);
    text.blocks.push_back(std::move(c));
    return z;
  }

  Matrix block_backward(int b, const BlockCache& c, const Matrix& dz,
                        const Tensors<double>& gradients) const {
    const auto w = [&](const char* name) { return weights_.of_block(b, name); };
    const auto d = [&](const char* name) { return gradients.of_block(b, name); };
    const auto heads = static_cast<std::size_t>(config_.heads);
    const auto epsilon = static_cast<double>(config_.norm_epsilon);
    const Matrix d_residual2 =
        layer_norm_backward(c.residual2, w("norm2/gamma"), epsilon, dz, d("norm2/gamma"), d("norm2/beta"));
    const Matrix d_activated =
        dense_backward(c.activated, w("ffn2/kernel"), d_residual2, d("ffn2/kernel"), d("ffn2/bias"));
    const Matrix d_hidden = relu_backward(c.hidden, d_activated);
    const Matrix dy =
        add(d_residual2, dense_backward(c.y, w("ffn1/kernel"), d_hidden, d("ffn1/kernel"), d("ffn1/bias")));
    const Matrix d_residual1 =
        layer_norm_backward(c.residual1, w("norm1/gamma"), epsilon, dy, d("norm1/gamma"), d("norm1/beta"));
    return add(d_residual1, attention_backward(c.x, weights_.attention(b), heads, c.attention, d_residual1,
                                               gradients.attention(b)));
  }

  EncoderConfig config_;
  ParameterLayout layout_;
  Tensors<const double> weights_;
  std::vector<double> fixed_positions_;  // empty: they are learned
};

// The loss of one text's logits and, where `d_logits` is given, its gradient x share.
double loss_of(const EncoderConfig& config, const Batch& batch, std::size_t text, const Matrix& logits,
               double share, Matrix* d_logits) {
  const auto& labels = batch.labels[text];
  if (config.output == Output::kSoftmax) {
    TAXON_CHECK(labels.size() == 1);
    const auto label = static_cast<std::size_t>(labels.front());
    if (d_logits) *d_logits = cross_entropy_backward(logits, label, share);
    return cross_entropy_forward(logits, label);
  }
  std::vector<bool> has(logits.columns);
  for (const auto label : labels) has[static_cast<std::size_t>(label)] = true;
  const auto weights =
      batch.positive_weights.empty() ? std::vector<double>(logits.columns, 1.0) : batch.positive_weights;
  if (d_logits) *d_logits = binary_cross_entropy_backward(logits, has, weights, share);
  return binary_cross_entropy_forward(logits, has, weights);
}

Result run_batch(const EncoderConfig& config, std::span<const double> parameters, const Batch& batch,
                 bool with_gradients) {
  const Network network(config, parameters);
  const auto D = static_cast<std::size_t>(config.embed_dim), B = batch.texts.size();
  TAXON_CHECK(batch.labels.size() == B && (batch.weights.empty() || batch.weights.size() == B) &&
              (batch.dropout.empty() || batch.dropout.size() == B * D));
  Result result;
  if (with_gradients) result.gradients.assign(network.parameter_count(), 0.0);
  for (std::size_t i = 0; i < B; ++i) {
    const auto dropout = batch.dropout.empty() ? std::span<const double>()
                                               : std::span<const double>(batch.dropout).subspan(i * D, D);
    const double share = (batch.weights.empty() ? 1.0 : batch.weights[i]) / static_cast<double>(B);
    const auto cache = network.forward(batch.texts[i], dropout);
    Matrix d_logits;
    result.loss +=
        share * loss_of(config, batch, i, cache.logits, share, with_gradients ? &d_logits : nullptr);
    result.logits.insert(result.logits.end(), cache.logits.values.begin(), cache.logits.values.end());
    if (with_gradients) network.backward(cache, dropout, d_logits, result.gradients);
  }
  return result;
}

}  // namespace

Result run(const EncoderConfig& config, std::span<const double> parameters, const Batch& batch) {
  return run_batch(config, parameters, batch, true);
}

Result run_forward(const EncoderConfig& config, std::span<const double> parameters, const Batch& batch) {
  return run_batch(config, parameters, batch, false);
}

}  // namespace taxon::oracle
