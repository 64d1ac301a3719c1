#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <random>

#include "base/files.h"
#include "cli/program.h"

namespace taxon {
namespace {

class Resume : public ProgramTest {
 protected:
  Resume() : data_(two_classes("data", 60)) {}

  // A training of some hundred batches that saves all the time.
  Arguments command(const std::string& out, const Arguments& more = {}) const {
    return Arguments{"train",    data_,         "--out",    path(out),   "--valid-fraction",
                     "0.25",     "--embed-dim", "48",       "--key-dim", "32",
                     "--ff-dim", "16",          "--epochs", "12",        "--batch-size",
                     "4",        "--patience",  "3",        "--maxlen",  "16"} +
           more;
  }
  Arguments checkpointed(const std::string& out, const Arguments& more = {}) const {
    return command(out, Arguments{"--checkpoint", path("state"), "--checkpoint-minutes", "0.0001"} + more);
  }
  std::string state_file() const { return path("state/training.checkpoint"); }
  // Kills so many trainings at random moments and resumes them, with other numbers of threads, to the end.
  void expect_the_unbroken_ones_bytes(int trainings);

  std::string data_;
};

void Resume::expect_the_unbroken_ones_bytes(int trainings) {
  ASSERT_EQ(run(command("unbroken")).status, 0);
  const auto expected = read_file(path("unbroken"));
  std::mt19937 random(11);
  int kills = 0;
  for (int training = 0; training < trainings; ++training) {
    for (int attempt = 0;; ++attempt) {
      RunningProgram program(
          folder(), checkpointed("broken", {"--resume", "--threads", std::to_string(1 + attempt % 3)}));
      // Enough time in the end that the test ends.
      usleep(static_cast<useconds_t>(random() % 60000 * static_cast<unsigned>(attempt / 4 + 1)));
      program.send(SIGKILL);
      const auto outcome = program.finish();
      if (outcome.status == 0) break;
      ASSERT_EQ(outcome.status, 128 + SIGKILL) << outcome.err;
      ++kills;
    }
    EXPECT_TRUE(read_file(path("broken")) == expected) << "training " << training;
    EXPECT_FALSE(std::filesystem::exists(state_file()));
    std::filesystem::remove(path("broken"));
  }
  EXPECT_GT(kills, trainings);
}

TEST_F(Resume, KilledTrainingsEndWithTheUnbrokenOnesBytes) {
  expect_the_unbroken_ones_bytes(4);
}

TEST_F(Resume, KilledTrainingsOfSeveralLabelsDoToo) {
  std::string lines;
  for (int i = 0; i < 120; ++i) {
    const bool river = i % 2 == 0, money = i % 3 == 0;
    lines += R"({"label":[)";
    lines += river ? (money ? R"("river","money")" : R"("river")") : (money ? R"("money")" : "");
    lines += R"(],"text":")" + std::string(river ? "water boat reed " : "") + (money ? "bank coin " : "") +
             "w" + std::to_string(i % 7) + "\"}\n";
  }
  data_ = write("both.jsonl", lines);
  expect_the_unbroken_ones_bytes(2);
}

TEST_F(Resume, SignalsSaveAtOnceAndSayHowToGoOn) {
  ASSERT_EQ(run(command("unbroken")).status, 0);
  for (const int signal_number : {SIGINT, SIGTERM}) {
    const Arguments options = {"--checkpoint", path("state"), "--checkpoint-minutes", "0"};
    RunningProgram program(folder(), command("broken", options));
    program.wait_for_error_text("epoch 2/");
    program.send(signal_number);
    const auto outcome = program.finish();
    // So short a training may be over before the signal comes.
    if (outcome.status != 0) {
      EXPECT_EQ(outcome.status, 128 + signal_number) << outcome.err;
      EXPECT_NE(outcome.err.find("the same command with --resume goes on from here"), std::string::npos)
          << outcome.err;
      EXPECT_EQ(run({"predict", path("broken")}, "boat\n").status, 0);
      const auto resumed = run(command("broken", options + Arguments{"--resume"}));
      EXPECT_EQ(resumed.status, 0) << resumed.err;
      EXPECT_NE(resumed.err.find("note: goes on with " + state_file()), std::string::npos) << resumed.err;
    }
    EXPECT_TRUE(read_file(path("broken")) == read_file(path("unbroken")));
  }
}

// Leaves a checkpoint behind.
class Unfinished : public Resume {
 protected:
  Unfinished() {
    RunningProgram program(folder(), checkpointed("m"));
    while (!std::filesystem::exists(state_file())) usleep(1000);
    program.send(SIGKILL);
    EXPECT_EQ(program.finish().status, 128 + SIGKILL);
    before_ = read_file(state_file());
  }
  ~Unfinished() override { EXPECT_TRUE(read_file(state_file()) == before_) << "the checkpoint was harmed"; }

  std::string before_;
};

TEST_F(Unfinished, IsNotOverwrittenUnasked) {
  expect_refused(run(checkpointed("m")),
                 state_file() + ": is the checkpoint of a training that has not ended");
}

TEST_F(Unfinished, IsRefusedForOtherOptionsAndData) {
  const auto other = checkpointed("m", {"--resume", "--seed", "5", "--learning-rate", "0.01"});
  expect_refused_after_notes(run(other),
                             "--seed ('0' there, '5' here), --learning-rate ('0.001' there, '0.01' here)");
  write("data/river/more", "water reed");
  expect_refused_after_notes(run(checkpointed("m", {"--resume"})), "differs in training texts, ");
}

TEST_F(Unfinished, IsNoModel) {
  expect_refused(run({"predict", state_file()}, "boat\n"), state_file() + ": is not a taxon model file");
}

TEST_F(Unfinished, DamageIsSaid) {
  std::filesystem::create_directories(path("other"));
  write("other/training.checkpoint", before_.substr(0, before_.size() / 2));
  const auto outcome = run(command("m", {"--checkpoint", path("other"), "--resume"}));
  expect_refused_after_notes(outcome, "training.checkpoint: is a damaged checkpoint");
}

TEST_F(Resume, WithoutACheckpointStartsFromTheBeginning) {
  const auto outcome = run(checkpointed("m", {"--resume"}));
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_NE(outcome.err.find(path("state") + " holds no checkpoint; the training starts from the beginning"),
            std::string::npos)
      << outcome.err;
}

TEST_F(Resume, NeedsAFolder) {
  expect_refused(run(command("m", {"--resume"})), "--resume: needs --checkpoint");
}

TEST_F(Resume, TwoTrainingsDoNotShareAFolder) {
  const Arguments endless = {"--epochs", "1000000", "--patience", "1000000"};
  Arguments first = {"train", data_, "--out", path("one"), "--checkpoint", path("state")};
  RunningProgram program(folder(), first + endless);
  program.wait_for_error_text("epoch 1/");
  const std::string other = path("elsewhere");
  std::filesystem::create_directories(other);
  const auto second = RunningProgram(other, checkpointed("two", {"--resume"})).finish();
  expect_refused(second, path("state") + ": another process is using it");
  program.send(SIGTERM);
  EXPECT_EQ(program.finish().status, 128 + SIGTERM);
}

TEST_F(Resume, AFolderThatCannotBeIsFoundBeforeTraining) {
  write("file", "");
  expect_refused(run(command("m", {"--checkpoint", path("file")})), path("file"));
}

}  // namespace
}  // namespace taxon
