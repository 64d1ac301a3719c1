#include <algorithm>

#include "base/files.h"
#include "cli/program.h"

namespace taxon {
namespace {

using Train = ProgramTest;

std::string lines_with(const std::string& text, const std::string& what) {
  std::string found;
  for (std::size_t begin = 0; begin < text.size();) {
    const auto end = std::min(text.find('\n', begin), text.size());
    const auto line = text.substr(begin, end - begin);
    if (line.find(what) != std::string::npos) found += line + "\n";
    begin = end + 1;
  }
  return found;
}

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

TEST_F(Train, DecimalCommaLocaleChangesNothing) {
  const Arguments options = {"--learning-rate", "0.005", "--history", path("h.csv")};
  ASSERT_EQ(train(path("m"), options).status, 0);
  const auto model = read_file(path("m"));
  const auto answer = run({"predict", path("m"), "--json"}, "boat\n").out;
  const Arguments german = {"LC_ALL=de_DE.UTF-8"};
  ASSERT_EQ(train(path("m"), options, german).status, 0);
  EXPECT_TRUE(read_file(path("m")) == model);
  EXPECT_EQ(run({"predict", path("m"), "--json"}, "boat\n", german).out, answer);
  EXPECT_EQ(lines_with(read_file(path("h.csv")), "0.005").size() > 0, true);
}

TEST_F(Train, HistoryHasALineAnEpoch) {
  ASSERT_EQ(train(path("m"), {"--history", path("h.csv")}).status, 0);
  const auto history = read_file(path("h.csv"));
  EXPECT_TRUE(history.starts_with("epoch,loss,accuracy,val_loss,val_accuracy,learning_rate,seconds\n1,"));
  EXPECT_EQ(std::count(history.begin(), history.end(), '\n'), 4);
}

TEST_F(Train, EarlyStoppingRestoresTheEpochThatEvaluateFinds) {
  const auto outcome = train(path("m"), {"--valid-fraction", "0.25", "--learning-rate", "0.3", "--patience",
                                         "1", "--epochs", "50", "--history", path("h.csv")});
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_NE(outcome.out.find("stopped early"), std::string::npos) << outcome.out;
  const auto judged = run({"evaluate", path("m"), path("data"), "--valid-fraction", "0.25"});
  // "best epoch 2: validation loss 0.1234, ..." against "loss               0.1234".
  const auto at = outcome.out.find("validation loss ") + 16;
  const auto loss = outcome.out.substr(at, outcome.out.find(',', at) - at);
  EXPECT_EQ(lines_with(judged.out, "loss "), "loss               " + loss + "\n");
}

TEST_F(Train, WarnsWhereTheRateCanNeverFall) {
  const auto outcome = train(path("m"), {"--patience", "2", "--plateau-patience", "5"});
  EXPECT_NE(lines_with(outcome.err, "note: "), "") << outcome.err;
  EXPECT_EQ(lines_with(train(path("m")).err, "note: "), "");
}

TEST_F(Train, TellsOfTextsOnBothSidesOfTheSplit) {
  for (int i = 0; i < 6; ++i) {
    write("twins/a/" + std::to_string(i), "same words");
    write("twins/b/" + std::to_string(i), "other words " + std::to_string(i));
  }
  const auto outcome =
      run(Arguments{"train", path("twins"), "--out", path("m"), "--valid-fraction", "0.25"} + small());
  EXPECT_NE(outcome.err.find("validation texts are also in the training part"), std::string::npos)
      << outcome.err;
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

TEST_F(Train, NumberedClassesStayApart) {
  for (const char* name : {"01", "1", "1e3", "007"})
    write("numbers/" + std::string(name) + "/x", "word " + std::string(name));
  ASSERT_EQ(run(Arguments{"train", path("numbers"), "--out", path("m")} + small()).status, 0);
  EXPECT_NE(run({"info", path("m")}).out.find("classes    4: 007, 01, 1, 1e3\n"), std::string::npos);
}

}  // namespace
}  // namespace taxon
