#include <algorithm>
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
