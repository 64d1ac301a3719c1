#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "train/small_run.h"
#include "train/training_run.h"

namespace taxon {
namespace {

constexpr std::size_t kTexts = 40, kWords = 200;

// Texts of words that all differ, so that each word that is left tells where it stood.
LabelledIds long_texts() {
  LabelledIds data;
  for (std::size_t i = 0; i < kTexts; ++i) {
    std::vector<std::int32_t> ids(kWords);
    std::iota(ids.begin(), ids.end(), 1);
    data.ids.push_back(std::span<const std::int32_t>(ids));
    data.labels.push_back(0);
  }
  return data;
}

std::vector<std::vector<std::int32_t>> gathered(const LabelledIds& data, const TrainOptions& options,
                                                int epoch) {
  const EncoderConfig config = small_config();
  BatchGatherer gatherer(config, data, options);
  std::vector<std::size_t> posts(data.ids.size());
  std::iota(posts.begin(), posts.end(), std::size_t{0});
  std::vector<std::vector<std::int32_t>> texts;
  for (const auto text : gatherer.gather(posts, epoch, 0).texts) texts.emplace_back(text.begin(), text.end());
  return texts;
}

TEST(WordDropout, LeavesOutItsShareAndKeepsTheOrder) {
  const auto texts = gathered(long_texts(), {.word_dropout = 0.25F}, 1);
  std::size_t kept = 0;
  for (const auto& text : texts) {
    EXPECT_TRUE(std::ranges::is_sorted(text));
    EXPECT_EQ(std::ranges::adjacent_find(text), text.end());
    kept += text.size();
  }
  constexpr double kAll = kTexts * kWords;
  // Four standard deviations of 8,000 draws.
  EXPECT_NEAR(static_cast<double>(kept) / kAll, 0.75, 4 * std::sqrt(0.25 * 0.75 / kAll));
}

TEST(WordDropout, IsAFunctionOfSeedEpochAndText) {
  const auto data = long_texts();
  const TrainOptions options{.word_dropout = 0.5F};
  const auto texts = gathered(data, options, 1);
  EXPECT_EQ(gathered(data, options, 1), texts);
  EXPECT_NE(texts[0], texts[1]);
  EXPECT_NE(gathered(data, options, 2)[0], texts[0]);
  TrainOptions other = options;
  other.seed = 1;
  EXPECT_NE(gathered(data, other, 1)[0], texts[0]);
  // The batch that a text comes in says nothing.
  const EncoderConfig config = small_config();
  BatchGatherer gatherer(config, data, options);
  const std::vector<std::size_t> posts = {7};
  const auto alone = gatherer.gather(posts, 1, 3).texts[0];
  EXPECT_EQ(std::vector<std::int32_t>(alone.begin(), alone.end()), texts[7]);
}

TEST(WordDropout, ATextKeepsAtLeastAWordAndNothingStaysNothing) {
  LabelledIds data;
  for (std::int32_t i = 0; i < 50; ++i) {
    data.ids.push_back(std::vector<std::int32_t>{i + 1});
    data.labels.push_back(0);
  }
  data.ids.push_back(std::span<const std::int32_t>());
  data.labels.push_back(0);
  const auto texts = gathered(data, {.word_dropout = 0.99F}, 1);
  for (std::size_t i = 0; i < 50; ++i) {
    EXPECT_EQ(texts[i], std::vector<std::int32_t>{static_cast<std::int32_t>(i) + 1});
  }
  EXPECT_TRUE(texts[50].empty());
}

TEST(WordDropout, TrainsToTheSameBitsWhateverTheThreads) {
  TrainOptions options;
  options.epochs = 2;
  options.word_dropout = 0.3F;
  const Trained one = train_small(options, 1);
  EXPECT_TRUE(same_bits(train_small(options, 3).parameters, one.parameters));
  options.word_dropout = 0;
  EXPECT_FALSE(same_bits(train_small(options, 1).parameters, one.parameters));
}

}  // namespace
}  // namespace taxon
