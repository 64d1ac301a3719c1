#include "train/checkpoint.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <optional>
#include <random>

#include "base/error.h"
#include "base/files.h"
#include "full_disk.h"
#include "model/model_file.h"
#include "model/temp_file.h"
#include "train/checkpoint_writer.h"
#include "train/small_run.h"

namespace taxon {
namespace {

const RunIdentity kIdentity = {{"--seed", "0"}, {"--heads", "2"}, {"training texts", "abc"}};

TrainOptions short_run() {
  TrainOptions options;
  options.epochs = 3;
  options.learning_rate = 2e-2;
  return options;
}

// Passes every snapshot on.
class Show : public SnapshotKeeper {
 public:
  explicit Show(std::function<void(SnapshotMoment, const TrainSnapshot&)> to) : to_(std::move(to)) {}
  void on_snapshot(SnapshotMoment moment, const TrainSnapshot& snapshot) override { to_(moment, snapshot); }

 private:
  std::function<void(SnapshotMoment, const TrainSnapshot&)> to_;
};

// A folder of the test's own, gone at its end.
class CheckpointTest : public testing::Test {
 protected:
  ~CheckpointTest() override { std::filesystem::remove_all(folder_.path()); }

  std::string folder() const { return folder_.path(); }

  // Saves the snapshot after so many batches of a short run; gives the run's end.
  Trained run_and_save(std::size_t batches, const CheckpointFolder& to) const {
    std::size_t seen = 0;
    Show keeper([&](SnapshotMoment, const TrainSnapshot& snapshot) {
      if (++seen == batches) to.save(kIdentity, snapshot);
    });
    return train_small(short_run(), 1, true, {.keeper = &keeper});
  }

 private:
  TempFile folder_;
};

TEST_F(CheckpointTest, GoesOnFromTheFileWithTheSameBits) {
  for (const std::size_t batches : {1U, 4U, 5U, 8U, 15U}) {
    const CheckpointFolder checkpoints(folder());
    const Trained unbroken = run_and_save(batches, checkpoints);
    ASSERT_TRUE(checkpoints.holds_checkpoint());
    const StoredSnapshot stored(checkpoints.file());
    EXPECT_EQ(stored.identity(), kIdentity);
    stored.require_same_run(kIdentity);
    stored.require_fit(small_config(), short_run(), kSmallTexts);
    const Trained resumed = train_small(short_run(), 2, true, {.resume_from = &stored.snapshot()});
    EXPECT_TRUE(same_bits(resumed.parameters, unbroken.parameters)) << batches;
    EXPECT_EQ(resumed.result.history.back().val_loss, unbroken.result.history.back().val_loss);
  }
}

// A run that is broken off after every single batch and goes on from the file in a new process' memory.
TEST_F(CheckpointTest, SurvivesABreakAfterEveryBatch) {
  const Trained unbroken = train_small(short_run(), 1);
  const CheckpointFolder checkpoints(folder());
  struct Broken {};
  Show keeper([&](SnapshotMoment, const TrainSnapshot& snapshot) {
    checkpoints.save(kIdentity, snapshot);
    throw Broken();
  });
  for (int breaks = 0;; ++breaks) {
    std::optional<StoredSnapshot> stored;
    if (checkpoints.holds_checkpoint()) stored.emplace(checkpoints.file());
    try {
      const TrainHooks hooks{.keeper = &keeper, .resume_from = stored ? &stored->snapshot() : nullptr};
      const Trained last = train_small(short_run(), 1 + breaks % 3, true, hooks);
      EXPECT_TRUE(same_bits(last.parameters, unbroken.parameters));
      EXPECT_EQ(breaks, 15);
      break;
    } catch (const Broken&) {
      ASSERT_LT(breaks, 100);
    }
  }
}

TEST_F(CheckpointTest, NamesWhatDiffers) {
  const CheckpointFolder checkpoints(folder());
  run_and_save(1, checkpoints);
  const StoredSnapshot stored(checkpoints.file());
  const auto complaint = [&](const RunIdentity& identity) {
    return message_of<Error>([&] { stored.require_same_run(identity); });
  };
  EXPECT_EQ(complaint(kIdentity), "");
  const auto seed = complaint({{"--seed", "7"}, {"--heads", "2"}, {"training texts", "abc"}});
  EXPECT_NE(seed.find(checkpoints.file() + ": is of another training"), std::string::npos) << seed;
  EXPECT_NE(seed.find("--seed ('0' there, '7' here);"), std::string::npos) << seed;
  const auto texts = complaint({{"--seed", "0"}, {"--heads", "2"}, {"training texts", "xyz"}});
  EXPECT_NE(texts.find("differs in training texts;"), std::string::npos) << texts;
  const auto fewer = complaint({{"--seed", "0"}, {"--heads", "2"}});
  EXPECT_NE(fewer.find("differs in training texts;"), std::string::npos) << fewer;
}

TEST_F(CheckpointTest, RefusesAnIdentityThatNamesAThingTwice) {
  const CheckpointFolder checkpoints(folder());
  run_and_save(1, checkpoints);
  const StoredSnapshot stored(checkpoints.file());
  checkpoints.save({{"--seed", "0"}, {"--seed", "7"}}, stored.snapshot());
  const auto complaint = message_of<Error>([&] { StoredSnapshot{checkpoints.file()}; });
  EXPECT_NE(complaint.find("has a name twice"), std::string::npos) << complaint;
}

TEST_F(CheckpointTest, IsNoModelAndNoModelIsOne) {
  const CheckpointFolder checkpoints(folder());
  run_and_save(1, checkpoints);
  const auto as_model = message_of<Error>([&] { load_model(checkpoints.file()); });
  EXPECT_NE(as_model.find("is not a taxon model file"), std::string::npos) << as_model;
  write_plainly(checkpoints.file(), "\x89TAXON\r\n");
  const auto as_checkpoint = message_of<Error>([&] { StoredSnapshot{checkpoints.file()}; });
  EXPECT_NE(as_checkpoint.find("is not a taxon checkpoint"), std::string::npos) << as_checkpoint;
}

TEST_F(CheckpointTest, RefusesEveryCutAndFlippedBits) {
  const CheckpointFolder checkpoints(folder());
  run_and_save(7, checkpoints);
  const auto bytes = read_file(checkpoints.file());
  std::mt19937 random(5);
  for (int i = 0; i < 300; ++i) {
    write_plainly(checkpoints.file(), bytes.substr(0, random() % bytes.size()));
    EXPECT_THROW(StoredSnapshot{checkpoints.file()}, Error);
    auto flipped = bytes;
    const std::size_t at = random() % bytes.size();
    flipped[at] = static_cast<char>(flipped[at] ^ (1 << random() % 8));
    write_plainly(checkpoints.file(), flipped);
    EXPECT_THROW(StoredSnapshot{checkpoints.file()}, Error) << "byte " << at;
  }
}

TEST_F(CheckpointTest, OneProcessHasTheFolder) {
  const CheckpointFolder first(folder());
  const auto message = message_of<Error>([&] { CheckpointFolder second(folder()); });
  EXPECT_NE(message.find(folder() + ": another process is using it"), std::string::npos) << message;
}

TEST_F(CheckpointTest, RefusesAFolderThatCannotBe) {
  const TempFile file;
  write_plainly(file.path(), "");
  EXPECT_THROW(CheckpointFolder{file.path()}, Error);
  EXPECT_THROW(CheckpointFolder{"/proc/none"}, Error);
}

TEST_F(CheckpointTest, FileSizeIsEnough) {
  const CheckpointFolder checkpoints(folder());
  run_and_save(15, checkpoints);
  const auto size = std::filesystem::file_size(checkpoints.file());
  const auto promised = CheckpointFolder::file_size(small_config(), 15);
  EXPECT_LE(size, promised);
  EXPECT_GT(size + (1 << 17), promised);
}

TEST_F(CheckpointTest, FullDiskKeepsTheOldCheckpointAndTheRun) {
  const CheckpointFolder checkpoints(folder());
  run_and_save(1, checkpoints);
  const auto old = read_file(checkpoints.file());
  const Trained unbroken = train_small(short_run(), 1);
  std::vector<std::string> failures;
  CheckpointWriter writer(checkpoints, kIdentity, 0,
                          [&](const std::string& why) { failures.push_back(why); });
  {
    const FullDisk full;
    const Trained trained = train_small(short_run(), 1, true, {.keeper = &writer});
    EXPECT_TRUE(same_bits(trained.parameters, unbroken.parameters));
  }
  ASSERT_EQ(failures.size(), 1U) << "the same reason is told once";
  EXPECT_NE(failures[0].find(checkpoints.file() + ": cannot write"), std::string::npos) << failures[0];
  EXPECT_EQ(writer.failure(), failures[0]);
  EXPECT_TRUE(read_file(checkpoints.file()) == old);
  EXPECT_FALSE(std::filesystem::exists(checkpoints.file() + ".part"));
  train_small(short_run(), 1, true, {.keeper = &writer});
  EXPECT_EQ(writer.failure(), "");
  EXPECT_FALSE(read_file(checkpoints.file()) == old);
}

TEST_F(CheckpointTest, WriterSavesAtEpochsAndWhenTimeHasPassed) {
  const CheckpointFolder checkpoints(folder());
  const auto saved_moments = [&](double minutes) {
    CheckpointWriter writer(checkpoints, kIdentity, minutes, [](const std::string&) { FAIL(); });
    std::vector<SnapshotMoment> saved;
    Show keeper([&](SnapshotMoment moment, const TrainSnapshot& snapshot) {
      checkpoints.remove();
      writer.on_snapshot(moment, snapshot);
      if (checkpoints.holds_checkpoint()) saved.push_back(moment);
    });
    train_small(short_run(), 1, true, {.keeper = &keeper});
    return saved;
  };
  EXPECT_EQ(saved_moments(0), std::vector(3, SnapshotMoment::kEpochEnd));
  EXPECT_EQ(saved_moments(1000), std::vector(3, SnapshotMoment::kEpochEnd));
  EXPECT_EQ(saved_moments(1e-12).size(), 15U);
}

}  // namespace
}  // namespace taxon
