#include "train/forecast.h"

#include <gtest/gtest.h>
#include <malloc.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <tuple>
#include <vector>

#include "base/available_memory.h"
#include "base/random.h"
#include "sanitized.h"
#include "train/small_run.h"
#include "train/snapshot.h"

namespace taxon {
namespace {

constexpr auto kTouched = MemoryKind::kTouched, kAddressSpace = MemoryKind::kAddressSpace;

struct Case {
  EncoderConfig config;
  LabelledIds data, valid;
  TrainOptions options;
};

// Texts of 60 to 180 words of 3,000, as frequent as 1 / rank.
LabelledIds zipf_texts(std::size_t n, std::uint64_t seed, std::int32_t vocabulary) {
  LabelledIds data;
  const CounterRandom random(seed, Purpose::kShuffle);
  std::uint64_t draw = 0;
  for (std::size_t i = 0; i < n; ++i) {
    std::vector<std::int32_t> ids(60 + random.bits(draw++) % 121);
    for (auto& id : ids) {
      const double rank =
          std::pow(static_cast<double>(vocabulary - 2), static_cast<double>(unit_float(random.bits(draw++))));
      id = std::min(vocabulary - 1, 1 + static_cast<std::int32_t>(rank));
    }
    data.ids.push_back(std::span<const std::int32_t>(ids));
    data.labels.push_back(static_cast<std::int32_t>(i % 4));
  }
  return data;
}

Case medium_case(bool mask, int blocks, std::int32_t key_dim) {
  Case c;
  c.config.vocabulary = 3000;
  c.config.maxlen = 192;
  c.config.embed_dim = 128;
  c.config.heads = 2;
  c.config.key_dim = key_dim;
  c.config.blocks = blocks;
  c.config.classes = 4;
  c.config.mask = mask;
  c.data = zipf_texts(96, 1, c.config.vocabulary);
  c.valid = zipf_texts(32, 2, c.config.vocabulary);
  c.options.epochs = 1;
  return c;
}

// Remembers the most memory seen after a batch or an epoch.
class Peak : public TrainListener, public SnapshotKeeper {
 public:
  void on_batch(const TrainProgress&) override { look(); }
  void on_snapshot(SnapshotMoment, const TrainSnapshot&) override { look(); }
  void look() { most = std::max(most, resident_memory()); }
  std::uint64_t most = 0;
};

// The forecast against what a run takes. The engine's buffers are there between batches, so that looking then
// finds them; the validation's are gone by the time of looking, so they are left out on both sides.
TEST(Forecast, MemoryIsAboutWhatIsTaken) {
  if (kSanitized) GTEST_SKIP() << "the sanitizer's own memory would be measured";
  mallopt(M_MMAP_THRESHOLD, 1 << 16);
  for (const auto& [mask, blocks, key_dim] : {std::tuple{true, 1, 128}, {false, 1, 128}, {true, 2, 24}}) {
    const Case c = medium_case(mask, blocks, key_dim);
    ThreadPool pool(2);
    const std::uint64_t expected =
        training_memory(c.config, c.data, nullptr, c.options, pool.size(), kTouched);
    malloc_trim(0);
    const std::uint64_t before = resident_memory();
    Peak peak;
    Parameters parameters(c.config);
    initialize(parameters, c.config, AttentionInit::kKeras3, 0);
    train(c.config, parameters, c.data, nullptr, c.options, pool, {.listener = &peak, .keeper = &peak});
    const double taken = static_cast<double>(peak.most - before);
    const double ratio = static_cast<double>(expected) / taken;
    // The rows that have a gradient are drawn as if evenly: a tenth of all, and off by half at most.
    EXPECT_GT(ratio, 0.8) << expected << " bytes expected, " << taken << " taken, mask " << mask;
    EXPECT_LT(ratio, 1.35) << expected << " bytes expected, " << taken << " taken, mask " << mask;
  }
}

TEST(Forecast, ValidationThreadsAndSizesAddToIt) {
  const Case c = medium_case(true, 1, 128);
  const auto alone = training_memory(c.config, c.data, nullptr, c.options, 2, kTouched);
  EXPECT_GT(training_memory(c.config, c.data, &c.valid, c.options, 2, kTouched), alone);
  EXPECT_GT(training_memory(c.config, c.data, nullptr, c.options, 4, kTouched), alone);
  EXPECT_GE(training_memory(c.config, c.data, nullptr, c.options, 2, kAddressSpace),
            alone + 3000ULL * 128 * sizeof(float));
  EncoderConfig more = c.config;
  more.vocabulary *= 2;
  EXPECT_GE(training_memory(more, c.data, nullptr, c.options, 2, kTouched),
            alone + 4ULL * 3000 * 128 * sizeof(float));
}

TEST(Forecast, AdviceFitsAndIsNotNeedless) {
  Case c = medium_case(false, 1, 128);
  c.config.vocabulary = 200000;
  const auto needed = training_memory(c.config, c.data, &c.valid, c.options, 2, kTouched);
  const auto available = needed / 2;
  const auto advice = what_would_fit(c.config, c.data, &c.valid, c.options, 2, kTouched, 1, available);
  ASSERT_TRUE(advice.starts_with("--num-words ")) << advice;
  EncoderConfig smaller = c.config;
  smaller.vocabulary = std::stoi(advice.substr(12));
  EXPECT_LE(training_memory(smaller, c.data, &c.valid, c.options, 2, kTouched), available);
  // Two digits: a tenth more would be too much.
  smaller.vocabulary += smaller.vocabulary / 5;
  EXPECT_GT(training_memory(smaller, c.data, &c.valid, c.options, 2, kTouched), available);
}

TEST(Forecast, NetworksThatAreDoneKeepTheirWeights) {
  const Case c = medium_case(false, 1, 128);
  const auto of = [&](int networks) {
    return training_memory(c.config, c.data, nullptr, c.options, 2, kTouched, networks);
  };
  const std::uint64_t weights = ParameterLayout(c.config).size() * sizeof(float);
  EXPECT_EQ(of(4), of(1) + 3 * weights);
  const auto advice = what_would_fit(c.config, c.data, nullptr, c.options, 2, kTouched, 4, of(4) - weights);
  ASSERT_TRUE(advice.starts_with("--num-words ")) << advice;
  EncoderConfig smaller = c.config;
  smaller.vocabulary = std::stoi(advice.substr(12));
  EXPECT_LE(training_memory(smaller, c.data, nullptr, c.options, 2, kTouched, 4), of(4) - weights);
}

TEST(Forecast, SeveralOptionsMayHelpOrNone) {
  Case c = medium_case(false, 1, 128);
  c.options.batch_size = 96;
  const auto needed = training_memory(c.config, c.data, nullptr, c.options, 2, kTouched);
  const auto advice = what_would_fit(c.config, c.data, nullptr, c.options, 2, kTouched, 1, needed * 3 / 4);
  EXPECT_NE(advice.find("--batch-size "), std::string::npos) << advice;
  EXPECT_NE(advice.find("--maxlen "), std::string::npos) << advice;
  EXPECT_EQ(what_would_fit(c.config, c.data, nullptr, c.options, 2, kTouched, 1, 1000), "");
}

TEST(Forecast, ATrialLeavesTheParametersAsTheyAre) {
  const EncoderConfig config = small_config();
  Parameters parameters(config);
  initialize(parameters, config, AttentionInit::kKeras3, 0);
  const Parameters before = parameters;
  ThreadPool pool(2);
  const auto data = made_up_texts(kSmallTexts, 1);
  const Trial trial = try_batches(config, parameters, data, {}, pool);
  EXPECT_TRUE(same_bits(parameters, before));
  EXPECT_EQ(trial.batches, 5U) << "all there are of 150 texts";
  EXPECT_GT(trial.seconds_per_epoch, 0.0);
  TrainOptions one_batch;
  one_batch.batch_size = 1000;
  EXPECT_EQ(try_batches(config, parameters, data, one_batch, pool).batches, 1U);
}

}  // namespace
}  // namespace taxon
