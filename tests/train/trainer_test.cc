#include "train/trainer.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/error.h"
#include "train/small_run.h"

namespace taxon {
namespace {

TEST(Trainer, LearnsWhatCanBeLearnt) {
  TrainOptions options;
  options.epochs = 30;
  options.learning_rate = 5e-3;
  const Trained t = train_small(options, 2);
  const auto& history = t.result.history;
  ASSERT_GE(history.size(), 3U);
  const auto& best = history[static_cast<std::size_t>(t.result.best_epoch - 1)];
  EXPECT_LT(best.val_loss, 0.75 * std::log(3.0));
  EXPECT_GT(best.val_accuracy, 0.6);
}

TEST(Trainer, SameBitsForAnyNumberOfThreads) {
  TrainOptions options;
  options.epochs = 3;
  for (const bool mask : {false, true}) {
    const Trained one = train_small(options, 1, mask);
    for (const int threads : {2, 3, 8}) {
      const Trained more = train_small(options, threads, mask);
      EXPECT_TRUE(same_bits(one.parameters, more.parameters)) << threads << " threads, mask " << mask;
      EXPECT_EQ(one.result.history[2].val_loss, more.result.history[2].val_loss);
    }
  }
}

TEST(Trainer, OtherSeedsGiveOtherModels) {
  TrainOptions options;
  options.epochs = 1;
  TrainOptions other = options;
  other.seed = 1;
  EXPECT_FALSE(same_bits(train_small(options, 1).parameters, train_small(other, 1).parameters));
}

TEST(Trainer, RestoresTheBestEpoch) {
  TrainOptions options;
  options.epochs = 40;
  options.learning_rate = 2e-2;
  options.patience = 2;
  const Trained t = train_small(options, 2);
  ASSERT_EQ(t.result.reason, StopReason::kEarlyStopping);
  const auto best = static_cast<std::size_t>(t.result.best_epoch);
  EXPECT_EQ(t.result.history.size(), best + 2);
  ThreadPool pool(1);
  const auto again = score(small_config(), t.parameters, made_up_texts(60, 2), pool);
  EXPECT_EQ(again->loss, t.result.history[best - 1].val_loss);
  for (const auto& epoch : t.result.history) EXPECT_GE(epoch.val_loss, again->loss);
}

TEST(Trainer, ReducesTheRateOnAPlateau) {
  TrainOptions options;
  options.epochs = 8;
  options.plateau_patience = 1;
  options.plateau_min_delta = 100;  // nothing counts as a gain
  options.patience = 100;
  const Trained t = train_small(options, 1);
  EXPECT_FLOAT_EQ(static_cast<float>(t.result.history[0].learning_rate), 1e-3F);
  EXPECT_FLOAT_EQ(static_cast<float>(t.result.history[2].learning_rate), 1e-4F);
}

TEST(Trainer, FirstLossIsThatOfGuessing) {
  TrainOptions options;
  options.epochs = 1;
  options.learning_rate = 1e-9;
  const EncoderConfig config = small_config();
  Parameters p(config);
  initialize(p, config, AttentionInit::kKeras3, 0);
  std::ranges::fill(p["head/kernel"], 0.0F);
  ThreadPool pool(1);
  const auto data = made_up_texts(90, 1);
  const TrainResult result = train(config, p, data, nullptr, options, pool);
  EXPECT_NEAR(result.history[0].loss, std::log(3.0), 1e-5);
  EXPECT_TRUE(std::isnan(result.history[0].val_loss));
}

TEST(Trainer, ClassWeightsScaleTheLoss) {
  TrainOptions options;
  options.epochs = 1;
  options.learning_rate = 1e-9;
  options.class_weights = {2.0F, 2.0F, 2.0F};
  TrainOptions plain = options;
  plain.class_weights.clear();
  EXPECT_NEAR(train_small(options, 1).result.history[0].loss,
              2 * train_small(plain, 1).result.history[0].loss, 1e-6);
}

// Asks to stop in the third epoch, after so many posts of it.
class StopInThirdEpoch : public TrainListener {
 public:
  explicit StopInThirdEpoch(std::size_t posts) : posts_(posts) {}
  std::atomic<int> stop{0};
  void on_batch(const TrainProgress& p) override {
    if (p.epoch == 3 && p.posts_done >= posts_) stop = 2;
  }

 private:
  std::size_t posts_;
};

TEST(Trainer, InterruptionKeepsTheBestSoFar) {
  TrainOptions options;
  options.epochs = 10;
  TrainOptions two = options;
  two.epochs = 2;
  const Trained unbroken = train_small(two, 1);
  // In the middle of the epoch; and after its last batch, before it is judged.
  for (const std::size_t posts : {std::size_t{64}, kSmallTexts}) {
    StopInThirdEpoch listener(posts);
    const Trained t = train_small(options, 2, true, {.listener = &listener, .stop = &listener.stop});
    EXPECT_EQ(t.result.reason, StopReason::kInterrupted);
    EXPECT_EQ(t.result.history.size(), 2U) << posts;
    EXPECT_EQ(t.result.best_epoch, unbroken.result.best_epoch);
    EXPECT_TRUE(same_bits(t.parameters, unbroken.parameters));
  }
}

TEST(Trainer, NanLossStopsWithAWord) {
  TrainOptions options;
  options.epochs = 50;
  options.learning_rate = 1e18;
  try {
    train_small(options, 1);
    FAIL() << "no NaN came";
  } catch (const JobFailed& failure) {
    EXPECT_NE(std::string(failure.what()).find("the loss became"), std::string::npos);
    EXPECT_NE(std::string(failure.what()).find("--learning-rate"), std::string::npos);
  }
}

TEST(Trainer, RefusesImpossibleOptions) {
  const auto refused = [](auto change) {
    TrainOptions options;
    change(options);
    EXPECT_THROW(train_small(options, 1), Error);
  };
  refused([](TrainOptions& o) { o.epochs = 0; });
  refused([](TrainOptions& o) { o.batch_size = 0; });
  refused([](TrainOptions& o) { o.learning_rate = 0; });
  refused([](TrainOptions& o) { o.learning_rate = std::nan(""); });
  refused([](TrainOptions& o) { o.monitor = "val_f1"; });
  refused([](TrainOptions& o) { o.patience = -1; });
}

}  // namespace
}  // namespace taxon
