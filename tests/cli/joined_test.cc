// Models of several networks and of a linear part: trained, asked, interrupted and gone on with.

#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <random>

#include "base/files.h"
#include "cli/program.h"

namespace taxon {
namespace {

class Joined : public ProgramTest {
 protected:
  Joined() : data_(two_classes("data", 30)) {}

  // Two small networks of two epochs each, and n-grams.
  Arguments command(const std::string& out, const Arguments& more = {}) const {
    return Arguments{"train", data_, "--out", path(out)} +
           overruled({"--preset", "default", "--embed-dim", "8", "--key-dim", "8", "--ff-dim", "4",
                      "--maxlen", "8", "--epochs", "2", "--batch-size", "4", "--networks", "2"},
                     more);
  }
  std::string trained(const Arguments& more = {}) const {
    const auto outcome = run(command("m", more));
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    return path("m");
  }
  std::string checkpoint(int network) const {
    return path("state/network-" + std::to_string(network) + "/training.checkpoint");
  }

  std::string data_;
};

TEST_F(Joined, SaysWhatItIsMadeOf) {
  const auto outcome = run(command("m", {"--valid-fraction", "0.2", "--history", path("h.csv")}));
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_NE(outcome.err.find("note: a linear model of "), std::string::npos) << outcome.err;
  EXPECT_NE(outcome.err.find("for 4 epochs"), std::string::npos) << outcome.err;
  for (const char* said :
       {" training texts, each judged by parts that have not learnt from it:\n", "on 12 validation texts:\n",
        "  linear ", "  networks ", "  joined ", " in 2 networks, ", " n-grams\n"}) {
    EXPECT_NE(outcome.out.find(said), std::string::npos) << outcome.out << "lacks: " << said;
  }
  // A header and an epoch a line, counted through.
  const auto history = read_file(path("h.csv"));
  EXPECT_EQ(std::count(history.begin(), history.end(), '\n'), 5) << history;
  EXPECT_NE(history.find("\n4,"), std::string::npos) << history;

  const auto info = run({"info", path("m")}).out;
  for (const char* said : {"networks   2, averaged\n", "joined     networks weigh ", "epochs     4 in all\n",
                           "score      loss ", "given      --preset default\n"}) {
    EXPECT_NE(info.find(said), std::string::npos) << info << "lacks: " << said;
  }
  EXPECT_NE(run({"info", path("m"), "--json"}).out.find("\"networks\": 2,"), std::string::npos);
}

TEST_F(Joined, AnswersAndIsJudged) {
  const auto model = trained();
  EXPECT_EQ(run({"predict", model}, "water boat\nbank cash\n").out.substr(0, 5), "river");
  const auto judged = run({"evaluate", model, data_});
  EXPECT_EQ(judged.status, 0) << judged.err;
  EXPECT_NE(judged.out.find("accuracy"), std::string::npos) << judged.out;
}

TEST_F(Joined, NoOtherProgramsFormHoldsIt) {
  const auto joined = trained();
  for (const std::string form : {"keras", "onnx"}) {
    const auto out = path("x." + form);
    expect_refused(run({"export", form, joined, "--out", out}), "the model has 2 networks and n-grams, and ");
    EXPECT_FALSE(std::filesystem::exists(out));
  }
  const auto linear = trained({"--networks", "0"});
  expect_refused(run({"export", "onnx", linear, "--out", path("x.onnx")}), "no network but n-grams");
  expect_refused(run(command("n", {"--preset", "notebook", "--networks", "1", "--from", joined})),
                 "joins networks and a linear part, and training goes on with one network alone");
}

TEST_F(Joined, NetworksAlone) {
  const auto model = trained({"--linear", "off"});
  EXPECT_EQ(run({"predict", model}, "water boat\n").out.substr(0, 5), "river");
  EXPECT_EQ(run({"info", model}).out.find("n-grams"), std::string::npos);
}

TEST_F(Joined, NothingToTrainIsRefused) {
  expect_refused(run(command("m", {"--networks", "0", "--linear", "off"})),
                 "--networks: is 0 beside --linear off, which leaves nothing to train; give --networks 1");
  expect_refused(run(command("m", {"--networks", "0", "--checkpoint", path("state")})),
                 "--checkpoint: keeps where the training of networks stands");
}

// Letters are words and n-grams, empty texts neither.
TEST_F(Joined, TextsOfALetterOrNone) {
  const auto letters = write("letters.tsv", "label\ttext\na\tx\nb\ty\na\tx\nb\ty\na\t\nb\t\n");
  for (const char* networks : {"0", "2"}) {
    data_ = letters;
    trained({"--networks", networks});
    EXPECT_EQ(run({"predict", path("m")}, "x\ny\n").out.substr(0, 1), "a");
  }
  data_ = write("blank.tsv", "label\ttext\na\t\nb\t\na\t \nb\t \n");
  expect_refused_after_notes(run(command("m", {"--networks", "0"})), "no n-grams to learn from");
  expect_refused_after_notes(run(command("m")), "or learn from n-grams alone by --networks 0");
}

TEST_F(Joined, InterruptedBeforeAnEpochTheLinearPartIsLeft) {
  const Arguments endless = {"--epochs",  "1000000", "--embed-dim",  "256",
                             "--key-dim", "256",     "--batch-size", "60"};
  data_ = two_classes("more", 1500);
  RunningProgram program(folder(), command("m", endless));
  program.wait_for_error_text("expected: about ");
  program.send(SIGINT);
  const auto outcome = program.finish();
  EXPECT_EQ(outcome.status, 130) << outcome.err;
  EXPECT_NE(
      outcome.err.find("interrupted in epoch 1; " + path("m") + " holds 0 of 2 networks and the linear part"),
      std::string::npos)
      << outcome.err;
  EXPECT_EQ(run({"predict", path("m")}, "water boat\n").out.substr(0, 5), "river");
}

TEST_F(Joined, InterruptedInALaterNetworkTheOnesBeforeAreLeftAndItGoesOn) {
  const Arguments long_ones = {"--epochs", "10", "--networks", "3"};
  ASSERT_EQ(run(command("unbroken", long_ones)).status, 0);
  const Arguments kept = {"--checkpoint", path("state"), "--checkpoint-minutes", "0"};
  RunningProgram program(folder(), command("broken", long_ones + kept));
  program.wait_for_error_text("epoch 13/30");
  program.send(SIGTERM);
  const auto outcome = program.finish();
  // So short a training may be over before the signal comes.
  if (outcome.status != 0) {
    EXPECT_EQ(outcome.status, 128 + SIGTERM) << outcome.err;
    EXPECT_NE(outcome.err.find(" of 3 networks and the linear part; the same command with --resume goes on"),
              std::string::npos)
        << outcome.err;
    EXPECT_EQ(run({"predict", path("broken")}, "water boat\n").out.substr(0, 5), "river");
    EXPECT_TRUE(std::filesystem::exists(checkpoint(1))) << "the first is complete, and not done again";
    const auto resumed = run(command("broken", long_ones + kept + Arguments{"--resume"}));
    EXPECT_EQ(resumed.status, 0) << resumed.err;
    EXPECT_NE(resumed.err.find("note: goes on with " + checkpoint(1) + ": 10 epochs and "), std::string::npos)
        << resumed.err;
  }
  EXPECT_TRUE(read_file(path("broken")) == read_file(path("unbroken")));
  for (const int network : {1, 2, 3}) EXPECT_FALSE(std::filesystem::exists(checkpoint(network)));
}

TEST_F(Joined, KilledTrainingsEndWithTheUnbrokenOnesBytes) {
  const Arguments options = {"--epochs", "8"};
  ASSERT_EQ(run(command("unbroken", options)).status, 0);
  const Arguments kept = {"--checkpoint", path("state"), "--checkpoint-minutes", "0.0001", "--resume"};
  std::mt19937 random(13);
  int kills = 0;
  for (unsigned attempt = 0;; ++attempt) {
    RunningProgram program(
        folder(),
        command("broken", options + kept + Arguments{"--threads", std::to_string(1 + attempt % 3)}));
    // Enough time in the end that the test ends.
    usleep(static_cast<useconds_t>(random() % 60000 * (attempt / 4 + 1)));
    program.send(SIGKILL);
    const auto outcome = program.finish();
    if (outcome.status == 0) break;
    ASSERT_EQ(outcome.status, 128 + SIGKILL) << outcome.err;
    ++kills;
  }
  EXPECT_GT(kills, 0);
  EXPECT_TRUE(read_file(path("broken")) == read_file(path("unbroken")));
}

TEST_F(Joined, ANetworksCheckpointIsNotOverwrittenUnasked) {
  std::filesystem::create_directories(path("state/network-2"));
  write("state/network-2/training.checkpoint", "precious");
  expect_refused(run(command("m", {"--checkpoint", path("state")})),
                 checkpoint(2) + ": is the checkpoint of a training that has not ended");
  EXPECT_EQ(read_file(checkpoint(2)), "precious");
}

}  // namespace
}  // namespace taxon
