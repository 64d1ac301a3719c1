#include "encoder/engine_cases.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "base/check.h"
#include "base/random.h"

namespace taxon {
namespace {

// Numbers in [0, 1) one after the other.
class Stream {
 public:
  Stream(std::uint64_t seed, std::uint32_t place) : random_(seed, Purpose::kShuffle, place) {}
  float next() { return unit_float(random_.bits(used_++)); }
  std::int32_t below(std::int32_t end) {
    return std::min(end - 1, static_cast<std::int32_t>(next() * static_cast<float>(end)));
  }

 private:
  CounterRandom random_;
  std::uint64_t used_ = 0;
};

}  // namespace

EncoderConfig bits_config(bool mask, Output output) {
  return {.vocabulary = 50,
          .maxlen = 37,
          .embed_dim = 35,
          .heads = 2,
          .key_dim = 40,
          .ff_dim = 19,
          .classes = 7,
          .mask = mask,
          .output = output};
}

Parameters random_parameters(const EncoderConfig& config, std::uint64_t seed) {
  Parameters parameters(config);
  initialize(parameters, config, AttentionInit::kKeras3, seed);
  std::uint32_t place = 100;
  for (const auto& tensor : parameters.layout().tensors()) {
    Stream stream(seed, place++);
    const float spread = tensor.name.starts_with("embedding") ? 0.5F
                         : tensor.shape.size() == 1           ? 0.3F
                                                              : 0.02F;
    for (float& value : parameters[tensor.name]) value += spread * (2.0F * stream.next() - 1.0F);
  }
  return parameters;
}

Texts random_texts(const EncoderConfig& config, std::span<const std::size_t> lengths, std::uint64_t seed) {
  Stream stream(seed, 1);
  Texts texts;
  for (const std::size_t length : lengths) {
    auto& ids = texts.ids.emplace_back();
    while (ids.size() < length) ids.push_back(1 + stream.below(config.vocabulary - 1));
    auto& labels = texts.labels.emplace_back();
    if (config.output == Output::kSoftmax) labels.push_back(stream.below(config.classes));
    texts.weights.push_back(0.5F + stream.next());
  }
  for (std::int32_t c = 0; config.output == Output::kSigmoid && c < config.classes; ++c) {
    texts.positive_weights.push_back(0.5F + stream.next());
    for (std::size_t i = 1; i < lengths.size(); ++i) {
      if (stream.next() < 0.4F) texts.labels[i].push_back(c);
    }
  }
  return texts;
}

std::vector<std::size_t> telling_lengths(const EncoderConfig& config) {
  const auto L = static_cast<std::size_t>(config.maxlen);
  std::vector<std::size_t> lengths;
  for (std::size_t n = 0; n <= L; ++n) {
    if (L <= 12 || n <= 2 || n + 1 >= L || n == L / 2 || n % 16 <= 1) lengths.push_back(n);
  }
  return lengths;
}

TrainingBatch training_batch(std::span<const TokenIds> views, std::span<const ClassIndices> labels,
                             const Texts& texts) {
  return {.texts = views,
          .labels = labels,
          .weights = texts.weights,
          .loss = {.positive_weights = texts.positive_weights},
          .seed = kDropoutSeed,
          .epoch = kDropoutEpoch,
          .batch = kDropoutBatch};
}

oracle::Batch oracle_batch(const EncoderConfig& config, const Texts& texts, bool with_dropout) {
  oracle::Batch batch{.texts = texts.ids,
                      .labels = texts.labels,
                      .weights = {texts.weights.begin(), texts.weights.end()},
                      .positive_weights = {texts.positive_weights.begin(), texts.positive_weights.end()}};
  if (!with_dropout || config.dropout <= 0.0F) return batch;
  const CounterRandom random(kDropoutSeed, Purpose::kDropout, kDropoutEpoch, kDropoutBatch);
  const auto D = static_cast<std::size_t>(config.embed_dim), padded = (D + 3) / 4 * 4;
  const auto scale = static_cast<double>(1.0F / (1.0F - config.dropout));
  for (std::size_t i = 0; i < texts.ids.size(); ++i) {
    for (std::size_t d = 0; d < D; ++d) {
      batch.dropout.push_back(unit_float(random.bits(i * padded + d)) >= config.dropout ? scale : 0.0);
    }
  }
  return batch;
}

oracle::Result run_oracle(const EncoderConfig& config, const Parameters& parameters,
                          const oracle::Batch& batch) {
  const auto values = parameters.values();
  return oracle::run(config, std::vector<double>(values.begin(), values.end()), batch);
}

std::vector<float> run_predictor(const EncoderConfig& config, const Parameters& parameters,
                                 const Texts& texts, ThreadPool& pool) {
  Predictor predictor(config, parameters, pool);
  std::vector<float> logits(texts.ids.size() * static_cast<std::size_t>(config.classes), -1.0F);
  predictor.logits(texts.views(), logits);
  return logits;
}

bool EngineResult::same_bits(const EngineResult& other) const {
  const auto same = [](float a, float b) {
    return std::bit_cast<std::uint32_t>(a) == std::bit_cast<std::uint32_t>(b);
  };
  return std::bit_cast<std::uint64_t>(score.loss_sum) == std::bit_cast<std::uint64_t>(other.score.loss_sum) &&
         score.correct == other.score.correct && std::ranges::equal(gradients, other.gradients, same);
}

EngineResult run_engine(GradientEngine& engine, const Parameters& parameters, const Texts& texts) {
  const auto views = texts.views();
  const auto labels = texts.label_views();
  const auto prepared = engine.prepare(training_batch(views, labels, texts));
  const std::vector<std::int32_t> tokens(prepared.begin(), prepared.end());
  EngineResult result{.score = engine.run(parameters), .gradients = {}};
  const auto& table = parameters.layout().find("embedding/token");
  const auto D = static_cast<std::size_t>(table.shape[1]);
  const auto rows = engine.token_gradients();
  TAXON_CHECK(rows.size() == tokens.size() * D);
  result.gradients.assign(table.size, 0.0F);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    std::ranges::copy(rows.subspan(i * D, D),
                      result.gradients.begin() + static_cast<std::ptrdiff_t>(tokens[i]) * table.shape[1]);
  }
  const auto dense = engine.dense_gradients();
  result.gradients.insert(result.gradients.end(), dense.begin(), dense.end());
  TAXON_CHECK(result.gradients.size() == parameters.layout().size());
  return result;
}

}  // namespace taxon
