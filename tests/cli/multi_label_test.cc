// Texts of several labels from data to answers.

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/files.h"
#include "cli/program.h"

namespace taxon {
namespace {

using Json = nlohmann::json;

class MultiLabel : public ProgramTest {
 protected:
  // Texts of the words of "money", of "river", of both and of neither.
  std::string both_classes() const {
    std::string lines;
    for (int i = 0; i < 12; ++i) {
      const auto number = std::to_string(i);
      lines += R"({"label":["money"],"text":"bank loan cash rate note)" + number + "\"}\n";
      lines += R"({"label":["river"],"text":"water fish boat reed wave)" + number + "\"}\n";
      lines += R"({"label":["river","money"],"text":"bank water loan fish )" + number + "\"}\n";
      lines += R"({"label":[],"text":"chair table lamp )" + number + "\"}\n";
    }
    return write("both.jsonl", lines);
  }

  Outcome train_both(const std::string& out, const Arguments& more = {}, const char* epochs = "20") const {
    const Arguments options = {"--embed-dim", "8", "--key-dim",    "4",   "--ff-dim",        "4",
                               "--maxlen",    "8", "--batch-size", "4",   "--learning-rate", "0.01",
                               "--dropout",   "0", "--epochs",     epochs};
    return run(Arguments{"train", both_classes(), "--out", out} + options + more);
  }

  std::string both_model() const {
    const auto outcome = train_both(path("both.taxon"), {"--valid-fraction", "0.25"});
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    return path("both.taxon");
  }
};

TEST_F(MultiLabel, AnswersEveryLabelAboveItsThreshold) {
  const auto model = both_model();
  const std::string texts = "bank loan cash\nboat water fish\nbank water loan fish\nchair table lamp\n";
  const auto outcome = run({"predict", model, "--json", "--top", "0"}, texts);
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  std::vector<std::vector<std::string>> answers;
  for (std::size_t begin = 0; begin < outcome.out.size();) {
    const auto end = outcome.out.find('\n', begin);
    const auto json = Json::parse(outcome.out.substr(begin, end - begin));
    auto& names = answers.emplace_back();
    for (const auto& entry : json.at("labels")) names.push_back(entry.at("label"));
    std::sort(names.begin(), names.end());
    ASSERT_EQ(json.at("top").size(), 2U);
    EXPECT_EQ(json.at("label"), json.at("top")[0].at("label"));
    EXPECT_EQ(json.at("probability"), json.at("top")[0].at("probability"));
    begin = end + 1;
  }
  using Names = std::vector<std::string>;
  EXPECT_EQ(answers, (std::vector<Names>{{"money"}, {"river"}, {"money", "river"}, {}}));
}

TEST_F(MultiLabel, TextAnswersKeepOneLineAText) {
  const auto model = both_model();
  const auto out = run({"predict", model}, "chair table lamp\nbank water loan fish\nboat water fish\n").out;
  ASSERT_EQ(std::count(out.begin(), out.end(), '\n'), 3) << out;
  EXPECT_TRUE(out.starts_with("\n")) << out;
  const auto second = out.substr(1, out.find('\n', 1) - 1);
  EXPECT_EQ(std::count(second.begin(), second.end(), '\t'), 3) << second;
  EXPECT_TRUE(out.substr(second.size() + 2).starts_with("river\t0.")) << out;
}

TEST_F(MultiLabel, HasThresholdsInPlaceOfRejecting) {
  const auto model = both_model();
  const std::string what = "--reject-below: is for models of one label a text";
  expect_refused(run({"predict", model, "--reject-below", "0.5"}, "bank\n"), what);
  expect_refused(run({"evaluate", model, path("both.jsonl"), "--reject-below", "0.5"}), what);
}

TEST_F(MultiLabel, EvaluateHasTheFieldsThatScriptsRelyOn) {
  const auto model = both_model();
  const auto outcome = run({"evaluate", model, path("both.jsonl"), "--json"});
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  const auto json = Json::parse(outcome.out);
  EXPECT_EQ(json.at("n"), 48);
  for (const char* figure : {"accuracy", "subset_accuracy", "micro_f1", "macro_f1", "micro_average_precision",
                             "macro_average_precision"}) {
    EXPECT_GT(json.at(figure), 0.95) << figure;
    EXPECT_LE(json.at(figure), 1.0) << figure;
  }
  EXPECT_LT(json.at("loss"), 0.3);
  const auto& river = json.at("classes")[1];
  EXPECT_EQ(river.at("label"), "river");
  EXPECT_EQ(river.at("support"), 24);
  EXPECT_EQ(river.at("average_precision"), 1.0);
  EXPECT_GT(river.at("threshold"), 0.0);
  const auto text = run({"evaluate", model, path("both.jsonl")}).out;
  EXPECT_NE(text.find("subset accuracy"), std::string::npos) << text;
  EXPECT_EQ(text.find("confusion"), std::string::npos) << text;
}

TEST_F(MultiLabel, InfoShowsTheThresholds) {
  const auto model = both_model();
  const auto json = Json::parse(run({"info", model, "--json"}).out);
  EXPECT_EQ(json.at("thresholds").size(), 2U);
  EXPECT_EQ(json.at("options").at("encoder").at("output"), "sigmoid");
  EXPECT_NE(run({"info", model}).out.find("money above 0."), std::string::npos);
  EXPECT_FALSE(Json::parse(run({"info", small_model(), "--json"}).out).contains("thresholds"));
}

TEST_F(MultiLabel, ThresholdsAreAHalfWithoutValidationTexts) {
  ASSERT_EQ(train_both(path("m"), {}, "1").status, 0);
  EXPECT_EQ(Json::parse(run({"info", path("m"), "--json"}).out).at("thresholds"), (Json{0.5, 0.5}));
}

TEST_F(MultiLabel, SameBytesForAnyNumberOfThreads) {
  ASSERT_EQ(train_both(path("m"), {"--valid-fraction", "0.25", "--threads", "1"}).status, 0);
  const auto expected = read_file(path("m"));
  for (const char* threads : {"2", "3"}) {
    ASSERT_EQ(train_both(path("m"), {"--valid-fraction", "0.25", "--threads", threads}).status, 0);
    EXPECT_TRUE(read_file(path("m")) == expected) << threads << " threads";
  }
}

TEST_F(MultiLabel, WeightsOfClassesChangeTheModel) {
  ASSERT_EQ(train_both(path("m"), {}, "2").status, 0);
  const auto plain = read_file(path("m"));
  const auto weights = write("weights.tsv", "river\t2.5\n");
  ASSERT_EQ(train_both(path("m"), {"--class-weight", weights}, "2").status, 0);
  EXPECT_FALSE(read_file(path("m")) == plain);
  ASSERT_EQ(train_both(path("m"), {"--class-weight", "balanced"}, "1").status, 0);
  // 48 texts / (2 classes x 24 texts of each).
  EXPECT_NE(run({"info", path("m")}).out.find("--class-weight money=1,river=1"), std::string::npos);
}

TEST_F(MultiLabel, RefusesDataOfTheOtherKind) {
  const auto one = write("one.jsonl", R"({"label":"money","text":"bank"})"
                                      "\n"
                                      R"({"label":"river","text":"boat"})"
                                      "\n");
  const auto lists = write("lists.jsonl", R"({"label":["money"],"text":"bank"})"
                                          "\n"
                                          R"({"label":["river","money"],"text":"boat"})"
                                          "\n");
  const auto multi = both_model(), single = small_model();
  expect_refused(run({"evaluate", multi, one}), "each text has one label");
  expect_refused(run({"evaluate", single, lists}), lists + ":2: labels come as lists");
  expect_refused(run({"train", one, "--valid", lists, "--out", path("m")}),
                 lists + ":2: labels come as lists");
  EXPECT_EQ(run({"evaluate", multi, one, "--multi-label"}).status, 0);
  // Texts of one label each may watch the training of any number.
  EXPECT_EQ(train_both(path("m"), {"--valid", one}, "1").status, 0);
}

TEST_F(MultiLabel, RefusesWhatHasTooFewLabels) {
  const auto none = write("none.jsonl", "{\"label\":[],\"text\":\"x\"}\n");
  expect_refused(run({"train", none, "--out", path("m")}), "no text has a label");
  const auto one = write("one.jsonl", "{\"label\":[\"a\"],\"text\":\"x\"}\n{\"label\":[],\"text\":\"y\"}\n");
  expect_refused(run({"train", one, "--out", path("m")}), "need 2 classes");
  expect_refused(run({"evaluate", both_model(), none}), "0 labelled examples");
  // All labelled texts go to the training part, the validation part is one text without a label.
  expect_refused(run({"evaluate", both_model(), both_classes(), "--valid-fraction", "0.02"}),
                 "0 labelled examples");
}

TEST_F(MultiLabel, AnUnseenLabelOfAValidationTextIsNamedWithItsLine) {
  const auto valid = write("valid.jsonl",
                           "{\"label\":[\"money\"],\"text\":\"x\"}\n"
                           "{\"label\":[\"money\",\"sea\"],\"text\":\"y\"}\n");
  expect_refused(train_both(path("m"), {"--valid", valid}), valid + ":2: class 'sea'");
}

}  // namespace
}  // namespace taxon
