#include "train/small_run.h"

#include <cstring>
#include <vector>

#include "base/random.h"

namespace taxon {

EncoderConfig small_config(bool mask) {
  EncoderConfig config;
  config.vocabulary = 60;
  config.maxlen = 12;
  config.embed_dim = 20;
  config.heads = 2;
  config.key_dim = 10;
  config.ff_dim = 8;
  config.classes = 3;
  config.mask = mask;
  return config;
}

LabelledIds made_up_texts(std::size_t n, std::uint64_t seed) {
  LabelledIds data;
  const CounterRandom random(seed, Purpose::kShuffle);
  std::uint64_t draw = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const auto label = static_cast<std::int32_t>(i % 3);
    std::vector<std::int32_t> ids(random.bits(draw++) % 13);
    for (auto& id : ids) {
      const auto of_class = static_cast<std::int32_t>(random.bits(draw++) % 19) + label * 19;
      const auto any = static_cast<std::int32_t>(random.bits(draw++) % 57);
      id = 2 + (random.bits(draw++) % 2 == 0 ? of_class : any);
    }
    data.ids.push_back(std::span<const std::int32_t>(ids));
    data.labels.push_back(label);
  }
  return data;
}

Trained train_small(const TrainOptions& options, int threads, bool mask, const TrainHooks& hooks) {
  const EncoderConfig config = small_config(mask);
  Trained t{Parameters(config), {}};
  initialize(t.parameters, config, AttentionInit::kKeras3, options.seed);
  ThreadPool pool(threads);
  const auto data = made_up_texts(kSmallTexts, 1), valid = made_up_texts(60, 2);
  t.result = train(config, t.parameters, data, &valid, options, pool, hooks);
  return t;
}

bool same_bits(const Parameters& a, const Parameters& b) {
  return std::memcmp(a.values().data(), b.values().data(), a.values().size_bytes()) == 0;
}

}  // namespace taxon
