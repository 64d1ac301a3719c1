#include <chrono>
#include <csignal>
#include <nlohmann/json.hpp>

#include "base/files.h"
#include "cli/program.h"

namespace taxon {
namespace {

using Json = nlohmann::json;

class Tune : public ProgramTest {
 protected:
  // Texts whose words tell two classes apart, but for some that chance has put among them.
  std::string table(int texts) const {
    std::string rows = "label\ttext\n";
    for (int i = 0; i < texts; ++i) {
      const bool money = i % 2 == 0, says_so = i / 2 % 6 != 0;
      rows += money ? "money\t" : "river\t";
      rows += money == says_so ? "bank loan cash rate note" : "boat fish wave water reed";
      rows += std::to_string(i * 7 % 31) + " and more of w" + std::to_string(i * i % 97) + "\n";
    }
    return write("my data.tsv", rows);
  }

  Json best_of(const Outcome& outcome) const {
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    return Json::parse(outcome.out, nullptr, false);
  }

  // The figures in the provenance of the model that the command's words train.
  Json trained(const Json& arguments) const {
    const auto words = arguments.get<Arguments>();
    const auto outcome = run(Arguments(words.begin() + 1, words.end()));
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    return Json::parse(run({"info", words.back(), "--json"}).out).at("provenance");
  }
};

std::string last_line(const std::string& text) {
  const auto end = text.size() - 1;
  return text.substr(text.rfind('\n', end - 1) + 1, end - 1 - text.rfind('\n', end - 1));
}

TEST_F(Tune, ItsCommandReproducesTheScoreToTheBitAndTheModelToTheByte) {
  const auto data = table(240);
  const auto best =
      best_of(run({"tune", data, "--minutes", "5", "--trials", "3", "--valid-fraction", "0.25",
                   "--split-seed", "4", "--seed", "9", "--lower", "off", "--out", path("tuned"), "--json"}));
  EXPECT_EQ(best.at("stopped"), "all of the 3 settings that --trials allows were tried");
  EXPECT_EQ(best.at("trials").size(), 3U);
  auto arguments = best.at("arguments");
  ASSERT_EQ(arguments.back(), path("tuned"));
  arguments.back() = path("trained");
  const auto provenance = trained(arguments);
  EXPECT_EQ(provenance.at("accuracy"), best.at("accuracy"));
  EXPECT_EQ(provenance.at("loss"), best.at("loss"));
  EXPECT_TRUE(read_file(path("tuned")) == read_file(path("trained")));
}

TEST_F(Tune, EveryTrialOnAllTextsCanBeReproduced) {
  const auto data = table(120);
  const auto best = best_of(run({"tune", data, "--minutes", "5", "--trials", "3", "--json"}));
  for (const auto& trial : best.at("trials")) {
    Arguments call = {"taxon", "train", data, "--valid-fraction", "0.1"};
    for (const auto& [name, text] : trial.at("settings").items()) {
      call.push_back("--" + name);
      call.push_back(text.get<std::string>());
    }
    const auto provenance = trained(Json(call + Arguments{"--out", path("m")}));
    EXPECT_EQ(provenance.at("accuracy"), trial.at("accuracy")) << trial;
    EXPECT_EQ(provenance.at("loss"), trial.at("loss")) << trial;
  }
}

TEST_F(Tune, TheLastLineIsTheCommandForAShell) {
  const auto data = table(80);
  const auto outcome = run({"tune", data, "--minutes", "5", "--trials", "1"});
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(last_line(outcome.out),
            "taxon train '" + data +
                "' --valid-fraction 0.1 --split-seed 0 --seed 0 --preset linear --out "
                "model.taxon");
  EXPECT_NE(outcome.out.find("stopped: all of the 1 settings"), std::string::npos) << outcome.out;
  EXPECT_NE(outcome.err.find("72 texts  accuracy "), std::string::npos) << outcome.err;
}

TEST_F(Tune, ManyTextsAreTriedOnPartsFirst) {
  const auto best = best_of(run({"tune", table(2400), "--minutes", "5", "--trials", "3", "--json"}));
  std::vector<int> texts;
  for (const auto& trial : best.at("trials")) texts.push_back(trial.at("texts"));
  EXPECT_EQ(texts, (std::vector<int>{2160, 240, 240, 720, 2160}));
}

TEST_F(Tune, IsOverWhenTheTimeIs) {
  const auto data = table(2400);
  const auto start = std::chrono::steady_clock::now();
  const auto outcome = run({"tune", data, "--minutes", "0.02"});
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  // 1.2 seconds, and what a batch under way and a loaded machine may add; settings would be left for hours.
  EXPECT_LT(took.count(), 30.0);
  if (outcome.status == 1) {
    EXPECT_NE(outcome.err.find("no training on all texts was complete in 0.02 minutes"), std::string::npos)
        << outcome.err;
  } else {
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_TRUE(last_line(outcome.out).starts_with("taxon train ")) << outcome.out;
  }
}

TEST_F(Tune, AModelIsNoLargerThanItMayBe) {
  const auto data = table(120);
  const auto best = best_of(run({"tune", data, "--minutes", "5", "--trials", "4", "--json"}));
  ASSERT_EQ(run({"tune", data, "--minutes", "5", "--trials", "1", "--out", path("linear")}).status, 0);
  const auto most = read_file(path("linear")).size() + 5000;
  const auto outcome = run({"tune", data, "--minutes", "5", "--trials", "4", "--max-model-size",
                            std::to_string(most), "--out", path("m"), "--json"});
  const auto bounded = best_of(outcome);
  EXPECT_LE(read_file(path("m")).size(), most);
  EXPECT_NE(bounded.at("trials").at(1).at("not_counted").get<std::string>().find("its file would have"),
            std::string::npos);
  EXPECT_TRUE(best.at("trials").at(1).contains("accuracy"));
  EXPECT_NE(outcome.err.find("not counted: its file would have"), std::string::npos) << outcome.err;
}

TEST_F(Tune, SaysWhyThereIsNoResult) {
  const auto outcome = run({"tune", table(120), "--minutes", "5", "--max-model-size", "10", "--trials", "2"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(outcome.out, "");
  EXPECT_NE(outcome.err.find("taxon: --max-model-size: no setting gives a model of at most 10, the smallest "
                             "that was looked at "),
            std::string::npos)
      << outcome.err;
}

TEST_F(Tune, RefusesWrongCalls) {
  const auto data = table(40);
  expect_refused(run({"tune", data}), "--minutes");
  expect_refused(run({"tune", data, "--minutes", "0"}), "--minutes: '0' is not a number from 0.001");
  expect_refused(run({"tune", data, "--minutes", "1", "--max-model-size", "x"}), "'x' is not a size");
  expect_refused(run({"tune", data, "--minutes", "1", "--epochs", "3"}), "tune does not take '--epochs'");
  expect_refused(run({"tune", data, "--minutes", "1", "--valid-fraction", "0"}), "--valid-fraction");
  expect_refused(run({"tune", data, "--minutes", "1", "--valid", data, "--valid-fraction", "0.1"}),
                 "give one of them");
  expect_refused(run({"tune", path("none.csv"), "--minutes", "1"}), "none.csv");
  expect_refused(run({"tune", data, "--minutes", "1", "--out", path("no/such/m")}), "no/such");
}

TEST_F(Tune, CtrlCLeavesTheBestSoFar) {
  RunningProgram program(folder(), {"tune", table(2400), "--minutes", "10", "--out", path("m")});
  program.wait_for_error_text("2160 texts  accuracy ");
  program.send(SIGINT);
  const auto outcome = program.finish();
  EXPECT_EQ(outcome.status, 130) << outcome.err;
  EXPECT_NE(outcome.err.find("taxon: interrupted; the best so far stands above"), std::string::npos)
      << outcome.err;
  EXPECT_NE(outcome.out.find("stopped: interrupted\ntaxon train "), std::string::npos) << outcome.out;
  EXPECT_EQ(run({"predict", path("m")}, "bank loan\n").status, 0);
}

}  // namespace
}  // namespace taxon
