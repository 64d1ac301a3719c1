#include <gtest/gtest.h>

#include <cmath>
#include <memory>
#include <vector>

#include "base/error.h"
#include "train/small_run.h"
#include "train/snapshot.h"

namespace taxon {
namespace {

// A snapshot that has its numbers for itself.
class OwnedSnapshot {
 public:
  explicit OwnedSnapshot(const TrainSnapshot& s)
      : snapshot_(s),
        history_(s.history.begin(), s.history.end()),
        parameters_(s.parameters.begin(), s.parameters.end()),
        best_(s.best.begin(), s.best.end()),
        m_(s.adam.m.begin(), s.adam.m.end()),
        v_(s.adam.v.begin(), s.adam.v.end()),
        last_step_(s.adam.last_step.begin(), s.adam.last_step.end()),
        missed_(s.adam.missed.begin(), s.adam.missed.end()) {
    snapshot_.history = history_;
    snapshot_.parameters = parameters_;
    snapshot_.best = best_;
    snapshot_.adam.m = m_;
    snapshot_.adam.v = v_;
    snapshot_.adam.last_step = last_step_;
    snapshot_.adam.missed = missed_;
  }
  OwnedSnapshot(const OwnedSnapshot&) = delete;
  OwnedSnapshot& operator=(const OwnedSnapshot&) = delete;

  const TrainSnapshot& get() const { return snapshot_; }

 private:
  TrainSnapshot snapshot_;
  std::vector<EpochRecord> history_;
  std::vector<float> parameters_, best_, m_, v_;
  std::vector<std::int32_t> last_step_;
  std::vector<AdamState::MissedSums> missed_;
};

class KeepAll : public SnapshotKeeper {
 public:
  void on_snapshot(SnapshotMoment moment, const TrainSnapshot& snapshot) override {
    moments.push_back(moment);
    snapshots.push_back(std::make_unique<OwnedSnapshot>(snapshot));
  }
  std::vector<SnapshotMoment> moments;
  std::vector<std::unique_ptr<OwnedSnapshot>> snapshots;
};

// Both callbacks have something to remember: the rate falls, and the run stops early.
TrainOptions eventful() {
  TrainOptions options;
  options.epochs = 12;
  options.learning_rate = 2e-2;
  options.patience = 2;
  options.plateau_patience = 1;
  options.plateau_factor = 0.5;
  return options;
}

void expect_same(const Trained& a, const Trained& b, const std::string& what) {
  EXPECT_TRUE(same_bits(a.parameters, b.parameters)) << what;
  EXPECT_EQ(a.result.best_epoch, b.result.best_epoch) << what;
  EXPECT_EQ(a.result.reason, b.result.reason) << what;
  ASSERT_EQ(a.result.history.size(), b.result.history.size()) << what;
  for (std::size_t i = 0; i < a.result.history.size(); ++i) {
    const auto &x = a.result.history[i], &y = b.result.history[i];
    EXPECT_EQ(x.epoch, y.epoch) << what;
    EXPECT_EQ(x.loss, y.loss) << what;
    EXPECT_EQ(x.accuracy, y.accuracy) << what;
    EXPECT_EQ(x.val_loss, y.val_loss) << what;
    EXPECT_EQ(x.val_accuracy, y.val_accuracy) << what;
    EXPECT_EQ(x.learning_rate, y.learning_rate) << what;
  }
}

TEST(Resume, FromEveryBatchWithOtherThreadsEndsWithTheSameBits) {
  const TrainOptions options = eventful();
  KeepAll kept;
  const Trained unbroken = train_small(options, 2, true, {.keeper = &kept});
  ASSERT_EQ(unbroken.result.reason, StopReason::kEarlyStopping) << "choose options that stop early";
  ASSERT_LT(unbroken.result.history.back().learning_rate, options.learning_rate) << "and let the rate fall";
  // 150 texts in batches of 32 are 5 a epoch.
  ASSERT_EQ(kept.snapshots.size(), 5 * unbroken.result.history.size());
  for (std::size_t k = 0; k < kept.snapshots.size(); ++k) {
    const Trained resumed =
        train_small(options, k % 2 == 0 ? 1 : 3, true, {.resume_from = &kept.snapshots[k]->get()});
    expect_same(resumed, unbroken, "after batch " + std::to_string(k + 1));
  }
}

TEST(Resume, WithoutAMaskToo) {
  TrainOptions options = eventful();
  options.epochs = 2;
  KeepAll kept;
  const Trained unbroken = train_small(options, 1, false, {.keeper = &kept});
  for (const std::size_t k : {0U, 3U, 4U, 6U}) {
    const Trained resumed = train_small(options, 2, false, {.resume_from = &kept.snapshots.at(k)->get()});
    expect_same(resumed, unbroken, "after batch " + std::to_string(k + 1));
  }
}

TEST(Resume, KeepsWhatWasLearntOfClassWeights) {
  TrainOptions options = eventful();
  options.epochs = 2;
  options.class_weights = {0.5F, 2.0F, 1.0F};
  KeepAll kept;
  const Trained unbroken = train_small(options, 1, true, {.keeper = &kept});
  expect_same(train_small(options, 2, true, {.resume_from = &kept.snapshots.at(2)->get()}), unbroken,
              "weighted");
}

TEST(Resume, KeepsTheScheduleAndTheWordsThatAreLeftOut) {
  TrainOptions options = eventful();
  options.epochs = 3;
  options.schedule = Schedule::kCosine;
  options.word_dropout = 0.3F;
  options.label_smoothing = 0.1F;
  KeepAll kept;
  const Trained unbroken = train_small(options, 1, true, {.keeper = &kept});
  for (const std::size_t k : {1U, 4U, 7U, 14U}) {
    const Trained resumed = train_small(options, 2, true, {.resume_from = &kept.snapshots.at(k)->get()});
    expect_same(resumed, unbroken, "after batch " + std::to_string(k + 1));
  }
}

TEST(Resume, SnapshotsComeInOrder) {
  TrainOptions options = eventful();
  options.epochs = 1;
  KeepAll kept;
  train_small(options, 1, true, {.keeper = &kept});
  using enum SnapshotMoment;
  EXPECT_EQ(kept.moments, (std::vector{kBatchEnd, kBatchEnd, kBatchEnd, kBatchEnd, kEpochEnd}));
  EXPECT_EQ(kept.snapshots[3]->get().progress.batches, 4);
  EXPECT_EQ(kept.snapshots[4]->get().progress, EpochProgress{.epoch = 2});
  EXPECT_EQ(kept.snapshots[4]->get().history.size(), 1U);
}

// Asks to stop after so many batches.
class StopAfter : public TrainListener {
 public:
  explicit StopAfter(int batches) : batches_(batches) {}
  void on_batch(const TrainProgress&) override {
    if (--batches_ == 0) stop = 2;
  }
  std::atomic<int> stop{0};

 private:
  int batches_;
};

TEST(Resume, FromWhereverItWasInterrupted) {
  const TrainOptions options = eventful();
  const Trained unbroken = train_small(options, 1);
  for (const int batches : {1, 4, 5, 6, 12}) {
    StopAfter listener(batches);
    KeepAll kept;
    const TrainHooks hooks{.listener = &listener, .stop = &listener.stop, .keeper = &kept};
    ASSERT_EQ(train_small(options, 2, true, hooks).result.reason, StopReason::kInterrupted);
    ASSERT_EQ(kept.moments.back(), SnapshotMoment::kInterrupted);
    const Trained resumed = train_small(options, 1, true, {.resume_from = &kept.snapshots.back()->get()});
    expect_same(resumed, unbroken, "interrupted after batch " + std::to_string(batches));
  }
}

TEST(Resume, RefusesSnapshotsOfOtherRuns) {
  TrainOptions options = eventful();
  options.epochs = 2;
  KeepAll kept;
  train_small(options, 1, true, {.keeper = &kept});
  const auto refused = [&](auto change) {
    TrainSnapshot snapshot = kept.snapshots[6]->get();
    change(snapshot);
    EXPECT_THROW(snapshot.require_fit(small_config(), options, kSmallTexts), Error);
    EXPECT_THROW(train_small(options, 1, true, {.resume_from = &snapshot}), Error);
  };
  kept.snapshots[6]->get().require_fit(small_config(), options, kSmallTexts);
  refused([](TrainSnapshot& s) { s.progress.epoch = 0; });
  refused([](TrainSnapshot& s) { s.progress.epoch = 3; });
  refused([](TrainSnapshot& s) { s.progress.batches = 6; });
  refused([](TrainSnapshot& s) { s.progress.batches = -1; });
  refused([](TrainSnapshot& s) { s.history = {}; });
  refused([](TrainSnapshot& s) { s.parameters = s.parameters.subspan(1); });
  refused([](TrainSnapshot& s) { s.best = {}; });
  refused([](TrainSnapshot& s) { s.early.best_epoch = 7; });
  refused([](TrainSnapshot& s) { s.adam.m = s.adam.m.subspan(1); });
  refused([](TrainSnapshot& s) { s.adam.missed = s.adam.missed.subspan(1); });
  refused([](TrainSnapshot& s) { s.adam.steps = -1; });
  const std::vector<std::int32_t> future(60, 1000);
  refused([&](TrainSnapshot& s) { s.adam.last_step = future; });
}

}  // namespace
}  // namespace taxon
