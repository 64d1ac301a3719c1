#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "cli/program.h"

namespace taxon {
namespace {

using Evaluate = ProgramTest;
using Json = nlohmann::json;

TEST_F(Evaluate, JsonHasTheFieldsThatScriptsRelyOn) {
  const auto model = small_model();
  const auto outcome = run({"evaluate", model, path("data"), "--json"});
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  const auto json = Json::parse(outcome.out);
  EXPECT_EQ(json.at("n"), 24);
  EXPECT_EQ(json.at("accuracy"), 1.0);
  EXPECT_EQ(json.at("macro_f1"), 1.0);
  EXPECT_LT(json.at("loss"), 0.5);
  EXPECT_LT(json.at("calibration_error"), 0.5);
  EXPECT_EQ(json.at("classes")[1].at("label"), "river");
  EXPECT_EQ(json.at("classes")[1].at("support"), 12);
  EXPECT_EQ(json.at("classes")[1].at("precision"), 1.0);
  EXPECT_EQ(json.at("confusion"), (Json{{12, 0}, {0, 12}}));
}

TEST_F(Evaluate, WindowsShowTheNetworkLongTextsWhole) {
  const auto model = small_model();
  std::string table = "label\ttext\nmoney\t";
  for (int i = 0; i < 20; ++i) table += "bank loan cash ";
  const auto data = write("long.tsv", table + "fish boat water fish boat water fish boat\nriver\tboat\n");
  EXPECT_EQ(Json::parse(run({"evaluate", model, data, "--json"}).out).at("accuracy"), 0.5);
  EXPECT_EQ(Json::parse(run({"evaluate", model, data, "--json", "--windows"}).out).at("accuracy"), 1.0);
}

TEST_F(Evaluate, JsonSaysHowFarTheFiguresCanBeTrusted) {
  const auto model = small_model();
  const auto data =
      write("odd.tsv", "label\ttext\nriver\tboat fish\nmoney\tcash\nmoney\tboat\nriver\tunheard\n");
  const auto json = Json::parse(run({"evaluate", model, data, "--json"}).out);
  ASSERT_EQ(json.at("reliability").size(), 15U);
  int texts = 0;
  double error = 0;
  for (const auto& bin : json.at("reliability")) {
    texts += bin.at("texts").get<int>();
    EXPECT_LE(bin.at("probability"), bin.at("high"));
    error += bin.at("texts").get<double>() / 4 *
             std::abs(bin.at("accuracy").get<double>() - bin.at("probability").get<double>());
  }
  EXPECT_EQ(texts, 4);
  EXPECT_NEAR(error, json.at("calibration_error").get<double>(), 1e-12);
  for (const char* figure : {"accuracy", "macro_f1"}) {
    const auto interval = json.at(std::string(figure) + "_interval");
    EXPECT_LE(interval[0], json.at(figure));
    EXPECT_GE(interval[1], json.at(figure));
    EXPECT_LT(interval[0], interval[1]);
  }
  EXPECT_FALSE(json.contains("rejecting"));
  ASSERT_EQ(json.at("answered").size(), 6U);
  EXPECT_EQ(json.at("answered")[0].at("accuracy"), json.at("accuracy"));
  // Each bound, given back, answers so many texts.
  for (const auto& at : json.at("answered")) {
    const auto again = Json::parse(
        run({"evaluate", model, data, "--json", "--reject-below", at.at("reject_below").dump()}).out);
    if (at.at("reject_below") == 0.0) continue;
    EXPECT_EQ(again.at("rejecting").at("texts"), at.at("texts"));
    EXPECT_EQ(again.at("rejecting").at("accuracy"), at.at("accuracy"));
    EXPECT_EQ(again.at("accuracy"), json.at("accuracy")) << "of all texts, rejected ones too";
  }
}

TEST_F(Evaluate, TextShowsWhatRejectingDoes) {
  const auto model = small_model();
  const auto text = run({"evaluate", model, path("data"), "--reject-below", "0.3"}).out;
  EXPECT_NE(text.find("answered           1.0000  of the texts, with a probability from 0.3"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("\nreliability: "), std::string::npos) << text;
  EXPECT_NE(text.find("\nrejecting: "), std::string::npos) << text;
  EXPECT_EQ(text.find("0.0000-0.0667"), std::string::npos) << "a bin without texts: " << text;
}

TEST_F(Evaluate, JudgesOnTheValidationPart) {
  const auto model = small_model();
  const auto outcome = run({"evaluate", model, path("data"), "--json", "--valid-fraction", "0.25"});
  EXPECT_EQ(Json::parse(outcome.out).at("n"), 6);
}

TEST_F(Evaluate, TextNamesTheClassesThatCount) {
  const auto model = small_model();
  const auto outcome =
      run({"evaluate", model, write("river.tsv", "label\ttext\nriver\tboat\nriver\tfish\n")});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_NE(outcome.out.find("over 1 classes; 1 neither occur nor are answered"), std::string::npos)
      << outcome.out;
}

TEST_F(Evaluate, RefusesWhatItCannotJudge) {
  const auto model = small_model();
  const auto other = write("other.tsv", "label\ttext\nriver\tboat\nsea\tboat\n");
  expect_refused(run({"evaluate", model, other}), other + ":3: class 'sea'");
  const auto none = write("none.tsv", "label\ttext\n");
  expect_refused(run({"evaluate", model, none}), none);
}

TEST_F(Evaluate, InfoShowsWhatIsInside) {
  const auto model = small_model();
  const auto json = Json::parse(run({"info", model, "--json"}).out);
  EXPECT_EQ(json.at("labels"), (Json{"money", "river"}));
  EXPECT_EQ(json.at("options").at("encoder").at("embed_dim"), 8);
  EXPECT_EQ(json.at("provenance").at("train_texts"), 24);
  EXPECT_EQ(json.at("provenance").at("train_sha256").get<std::string>().size(), 64U);
  std::int64_t sum = 0;
  for (const auto& tensor : json.at("tensors")) {
    std::int64_t product = 1;
    for (const auto& extent : tensor.at("shape")) product *= extent.get<std::int64_t>();
    sum += product;
  }
  EXPECT_EQ(json.at("parameters"), sum);
  const auto text = run({"info", model}).out;
  EXPECT_NE(text.find("block0/attention/query/kernel"), std::string::npos) << text;
  EXPECT_EQ(text.find(folder() + "/data"), std::string::npos) << "a path of this machine stands in the model";
}

TEST_F(Evaluate, TokenizeShowsTokensAndIds) {
  const auto model = small_model();
  const auto json = Json::parse(run({"tokenize", model, "--json"}, "Bank, xyzzy!\n").out);
  EXPECT_EQ(json.at("tokens")[0], (Json{{"text", "bank"}, {"begin", 0}, {"end", 4}, {"id", 2}}));
  EXPECT_EQ(json.at("ids"), (Json{2, 1}));
  // The model looks at 8 tokens, the last ones.
  const auto cut = Json::parse(run({"tokenize", model, "--json"}, "x x bank x x x x x x x\n").out);
  EXPECT_EQ(cut.at("tokens").size(), 10U);
  EXPECT_EQ(cut.at("ids"), (Json{2, 1, 1, 1, 1, 1, 1, 1}));
}

TEST_F(Evaluate, TokenizeLearnsWordsFromData) {
  const auto data = two_classes();
  EXPECT_EQ(run({"tokenize", "--fit", data}, "bank xyzzy\n").out, "bank=2 xyzzy=1\n");
  EXPECT_EQ(run({"tokenize", "--fit", data, "--oov-token", ""}, "bank xyzzy\n").out, "bank=1 xyzzy=0\n");
  const auto file = write("texts", "bank\n\nwater\n");
  EXPECT_EQ(run({"tokenize", "--fit", data, file}).out, "bank=2\n\nwater=3\n");
  expect_refused(run({"tokenize", "--fit", data, "m", "f"}), "not both");
}

}  // namespace
}  // namespace taxon
