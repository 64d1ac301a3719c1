#include <algorithm>

#include "base/files.h"
#include "cli/program.h"

namespace taxon {
namespace {

using Train = ProgramTest;

TEST_F(Train, WritesAModelAndALineAnEpoch) {
  const auto outcome = train(path("m.taxon"), {"--valid-fraction", "0.25"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_NE(outcome.err.find("epoch 3/3  loss "), std::string::npos) << outcome.err;
  EXPECT_NE(outcome.err.find("  val_loss "), std::string::npos) << outcome.err;
  EXPECT_EQ(outcome.err.find('\r'), std::string::npos) << "a bar, though standard error is no terminal";
  EXPECT_NE(outcome.out.find("trained 3 epochs"), std::string::npos) << outcome.out;
  EXPECT_NE(outcome.out.find("best epoch "), std::string::npos) << outcome.out;
}

TEST_F(Train, SameBytesForAnyNumberOfThreadsAndEveryRun) {
  ASSERT_EQ(train(path("m"), {"--valid-fraction", "0.25"}).status, 0);
  const auto expected = read_file(path("m"));
  for (const char* threads : {"1", "1", "2", "3"}) {
    ASSERT_EQ(train(path("m"), {"--valid-fraction", "0.25", "--threads", threads}).status, 0);
    EXPECT_TRUE(read_file(path("m")) == expected) << threads << " threads";
  }
}

TEST_F(Train, SameBytesWhereverTheDataStandAndInWhateverOrderOptionsCome) {
  ASSERT_EQ(train(path("m"), {"--seed", "3", "--mask", "on"}).status, 0);
  const auto other = two_classes("elsewhere/copy");
  ASSERT_EQ(
      run(Arguments{"train", "--mask", "on", "--seed", "3", other, "--out", path("other")} + small()).status,
      0);
  EXPECT_TRUE(read_file(path("m")) == read_file(path("other")));
}

TEST_F(Train, AnotherSeedGivesAnotherModel) {
  ASSERT_EQ(train(path("m"), {"--seed", "1"}).status, 0);
  const auto first = read_file(path("m"));
  ASSERT_EQ(train(path("m"), {"--seed", "2"}).status, 0);
  EXPECT_FALSE(read_file(path("m")) == first);
}

TEST_F(Train, HistoryHasALineAnEpoch) {
  ASSERT_EQ(train(path("m"), {"--history", path("h.csv")}).status, 0);
  const auto history = read_file(path("h.csv"));
  EXPECT_TRUE(history.starts_with("epoch,loss,accuracy,val_loss,val_accuracy,learning_rate,seconds\n1,"));
  EXPECT_EQ(std::count(history.begin(), history.end(), '\n'), 4);
}

TEST_F(Train, ClassWeightsChangeTheModelAndStandInIt) {
  ASSERT_EQ(train(path("m")).status, 0);
  const auto plain = read_file(path("m"));
  const auto weights = write("weights.tsv", "river\t2.5\r\n");
  ASSERT_EQ(train(path("m"), {"--class-weight", weights}).status, 0);
  EXPECT_FALSE(read_file(path("m")) == plain);
  EXPECT_NE(run({"info", path("m")}).out.find("--class-weight money=1,river=2.5"), std::string::npos);
  ASSERT_EQ(train(path("m"), {"--class-weight", "balanced"}).status, 0);
  EXPECT_NE(run({"info", path("m")}).out.find("--class-weight money=1,river=1"), std::string::npos);
}

}  // namespace
}  // namespace taxon
