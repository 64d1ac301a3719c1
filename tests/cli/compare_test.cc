// evaluate with two models: A B DATA.

#include <sys/stat.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>

#include "base/files.h"
#include "cli/comparison_text.h"
#include "cli/program.h"

namespace taxon {
namespace {

using Json = nlohmann::json;

class Compare : public ProgramTest {
 protected:
  // A model of the same classes as small_model()'s that has learned next to nothing.
  std::string dull_model() const {
    EXPECT_EQ(train(path("dull.taxon"), {"--epochs", "1", "--learning-rate", "0.000001"}).status, 0);
    return path("dull.taxon");
  }
};

TEST_F(Compare, JudgesBothByTheSameTexts) {
  const auto a = dull_model(), b = small_model();
  const auto outcome = run({"evaluate", a, b, path("data"), "--json"});
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  const auto json = Json::parse(outcome.out);
  EXPECT_EQ(json.at("a"), Json::parse(run({"evaluate", a, path("data"), "--json"}).out));
  EXPECT_EQ(json.at("b"), Json::parse(run({"evaluate", b, path("data"), "--json"}).out));
  EXPECT_EQ(json.at("b").at("accuracy"), 1.0);
  const auto right = [&](const char* key) { return json.at(key).get<int>(); };
  EXPECT_EQ(right("only_a_right"), 0);
  EXPECT_EQ(right("both_wrong"), 0);
  EXPECT_EQ(right("both_right") + right("only_b_right"), 24);
  EXPECT_NEAR(right("both_right") / 24.0, json.at("a").at("accuracy").get<double>(), 1e-12);
  EXPECT_NEAR(json.at("p_value").get<double>(), std::ldexp(2.0, -right("only_b_right")), 1e-12);
}

TEST_F(Compare, SaysInASentenceWhichIsBetter) {
  const auto a = dull_model(), b = small_model();
  const auto text = run({"evaluate", a, b, path("data")}).out;
  EXPECT_TRUE(text.starts_with("A  " + a + "\nB  " + b + "\n")) << text;
  EXPECT_NE(text.find("\nB is right on "), std::string::npos) << text;
  EXPECT_NE(text.find("McNemar"), std::string::npos) << text;
  const auto other_way = run({"evaluate", b, a, path("data")}).out;
  EXPECT_NE(other_way.find("\nA is right on "), std::string::npos) << other_way;
  const auto same = run({"evaluate", a, a, path("data")}).out;
  EXPECT_NE(same.find("Both are right on equally many texts."), std::string::npos) << same;
}

TEST(ComparisonText, SaysHowOftenItComesByChance) {
  const auto verdict = [](std::int64_t only_a, std::int64_t only_b, double p_value) {
    const auto text = comparison_text({"a.taxon", {}}, {"b.taxon", {}},
                                      {.both_right = 50,
                                       .only_a_right = only_a,
                                       .only_b_right = only_b,
                                       .both_wrong = 9,
                                       .p_value = p_value});
    return text.substr(text.rfind('\n', text.size() - 2) + 1);
  };
  EXPECT_EQ(
      verdict(10, 51, 0.0031),
      "B is right on 41 texts more; such a difference comes by chance in 3 of 1,000 cases (McNemar's exact "
      "test).\n");
  EXPECT_EQ(
      verdict(4, 3, 1.0),
      "A is right on 1 text more; such a difference comes by chance in all of 1,000 cases, too many to tell "
      "from these texts which model is better (McNemar's exact test).\n");
  EXPECT_EQ(verdict(1, 99, 1e-20),
            "B is right on 98 texts more; such a difference comes by chance in less than 1 of 1,000 cases "
            "(McNemar's exact test).\n");
  EXPECT_EQ(verdict(7, 7, 1.0), "Both are right on equally many texts.\n");
}

TEST_F(Compare, TakesOptionsOfDataAndOfAnswers) {
  const auto model = small_model();
  const auto outcome = run({"evaluate", model, model, path("data"), "--valid-fraction", "0.25", "--json",
                            "--reject-below", "0.5"});
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  const auto json = Json::parse(outcome.out);
  EXPECT_EQ(json.at("a").at("n"), 6);
  EXPECT_EQ(json.at("b").at("rejecting").at("share"), 1.0);
  const std::string data = "label\ttext\nriver\tboat\nmoney\tcash\n";
  EXPECT_EQ(run({"evaluate", model, model, "-", "--format", "tsv"}, data).status, 0);
}

// Whatever a file is called, and only files are looked into.
TEST_F(Compare, AModelIsKnownByItsFirstBytes) {
  const auto model = small_model(), odd_name = path("model.tsv");
  std::filesystem::copy(model, odd_name);
  const auto renamed = run({"evaluate", model, odd_name, path("data"), "--json"});
  EXPECT_EQ(renamed.status, 0) << renamed.err;
  const auto data = write("data.taxon", "label\ttext\nriver\tboat\nmoney\tcash\n");
  const auto outcome = run({"evaluate", model, data, path("data"), "--json", "--format", "tsv"});
  EXPECT_EQ(outcome.err.find("model"), std::string::npos) << "read as DATA: " << outcome.err;
  // A pipe can be read once, and so is not looked into.
  const auto pipe = path("pipe");
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  std::thread writer([&] { std::ofstream(pipe) << "label\ttext\nriver\tboat\nmoney\tcash\n"; });
  const auto piped = run({"evaluate", model, pipe, "--format", "tsv", "--json"});
  writer.join();
  EXPECT_EQ(Json::parse(piped.out).at("n"), 2) << piped.err;
}

TEST_F(Compare, RefusesWhatItCannotCompare) {
  const auto model = small_model();
  expect_refused(run({"evaluate", model, model}), "two models and no DATA");
  expect_refused(run({"evaluate", model, path("data"), model}), model + ": is a model among the DATA");
  expect_refused(run({"evaluate", model, model, model, path("data")}), model + ": is a model among the DATA");
  const auto cut = write("cut.taxon", read_file(model).substr(0, 200));
  expect_refused(run({"evaluate", model, cut, path("data")}), cut + ": is a damaged model file");
  const auto lakes = write("lakes.tsv", "label\ttext\nlake\tboat\nmoney\tcash\n");
  const auto other = path("other.taxon");
  ASSERT_EQ(run(Arguments{"train", lakes, "--out", other} + small({"--epochs", "1"})).status, 0);
  expect_refused(run({"evaluate", model, other, path("data")}), "'river' is missing in the second");
  const auto both = write("both.jsonl", R"({"label":["money"],"text":"bank"}
{"label":["river","money"],"text":"boat"}
)");
  const auto several = path("several.taxon");
  ASSERT_EQ(run(Arguments{"train", both, "--out", several} + small({"--epochs", "1"})).status, 0);
  expect_refused(run({"evaluate", model, several, path("data")}), "the second model gives several labels");
  expect_refused(run({"evaluate", several, model, path("data")}), "the first model gives several labels");
}

TEST_F(Compare, TakesModelsOfSeveralLabels) {
  const auto both = write("both.jsonl", R"({"label":["money"],"text":"bank"}
{"label":["river","money"],"text":"boat"}
)");
  const auto model = path("several.taxon");
  ASSERT_EQ(run(Arguments{"train", both, "--out", model} + small({"--epochs", "1"})).status, 0);
  const auto json = Json::parse(run({"evaluate", model, model, both, "--json"}).out);
  EXPECT_EQ(json.at("a"), json.at("b"));
  EXPECT_EQ(json.at("both_right").get<int>() + json.at("both_wrong").get<int>(), 2);
  const auto text = run({"evaluate", model, model, both}).out;
  EXPECT_NE(text.find("subset accuracy"), std::string::npos) << text;
}

}  // namespace
}  // namespace taxon
