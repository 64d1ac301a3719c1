#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/files.h"
#include "cases/cases.h"
#include "data/dataset.h"
#include "model/forged_model.h"
#include "report/metrics.h"

namespace taxon {
namespace {

using Json = nlohmann::json;

class Predict : public ProgramTest {
 protected:
  Json answer(const std::string& model, const std::string& text) const {
    const auto outcome = run({"predict", model, "--json", "--top", "0"}, text + "\n");
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    return Json::parse(outcome.out);
  }
};

// Ids must have rows in the table, or what lies behind it would be read.
TEST_F(Predict, row_41_more_words_than_rows_in_the_table) {
  auto model = tiny_model();
  model.config.vocabulary = 5;  // its tokenizer gives ids up to 5
  model.networks = one_network(Parameters(model.config));
  EXPECT_NE(loading_error(saved(model)).find("has more words than there are weights for"), std::string::npos);
}

TEST_F(Predict, row_43_text_of_padding_alone) {
  const auto data = two_classes();
  write("data/river/mute", "!!!");  // such texts are learnt from, too
  const auto model = path("m.taxon");
  const auto trained =
      run(Arguments{"train", data, "--out", model, "--mask", "on", "--oov-token", "", "--history"} +
          Arguments{path("h.csv")} + small());
  ASSERT_EQ(trained.status, 0) << trained.err;
  for (const char* text : {"!!!", "", "unknown words"}) {
    double sum = 0;
    const auto answered = answer(model, text);
    for (const auto& entry : answered.at("top")) {
      const double probability = entry.at("probability");
      EXPECT_TRUE(std::isfinite(probability)) << text;
      sum += probability;
    }
    EXPECT_NEAR(sum, 1.0, 1e-6) << text;
  }
  // NaN would be an empty cell or a word.
  const auto history = read_file(path("h.csv"));
  EXPECT_EQ(std::count(history.begin(), history.end(), '\n'), 4);
  EXPECT_EQ(history.find("nan"), std::string::npos) << history;
}

TEST_F(Predict, row_44_texts_of_1_4_and_400_words_alone_and_together) {
  const auto model = path("m.taxon");
  ASSERT_EQ(train(model, {"--maxlen", "512"}).status, 0);
  std::string long_text;
  for (int i = 0; i < 400; ++i) long_text += "fish bank note" + std::to_string(i % 7) + " ";
  const std::vector<std::string> lines = {"boat\n", "bank loan cash rate\n", long_text + "\n"};
  const Arguments call = {"predict", model, "--json", "--top", "0"};
  std::vector<std::string> alone;
  for (const auto& line : lines) alone.push_back(run(call, line).out);
  EXPECT_EQ(run(call, lines[0] + lines[1] + lines[2]).out, alone[0] + alone[1] + alone[2]);
  EXPECT_EQ(run(call, lines[2] + lines[0] + lines[1]).out, alone[2] + alone[0] + alone[1]);
  EXPECT_EQ(run(call + Arguments{"--threads", "3"}, lines[1] + lines[2] + lines[0]).out,
            alone[1] + alone[2] + alone[0]);
}

// An answer is a place among the model's classes; every class has exactly one.
TEST_F(Predict, row_94_every_answer_is_a_class) {
  const auto model = small_model();
  for (const char* text : {"", "boat", "xyzzy", "bank bank bank bank bank bank bank bank bank"}) {
    std::vector<std::string> labels;
    const auto answered = answer(model, text);
    for (const auto& entry : answered.at("top")) labels.push_back(entry.at("label"));
    std::sort(labels.begin(), labels.end());
    EXPECT_EQ(labels, (std::vector<std::string>{"money", "river"})) << text;
  }
}

TEST_F(Predict, row_94_index_of_no_class_is_caught) {
  const std::vector<float> logits = {1, 0};
  for (const std::int32_t label : {-1, 2}) {
    EXPECT_THROW(compute_metrics(logits, std::vector<std::int32_t>{label}, 2), std::logic_error);
  }
}

}  // namespace
}  // namespace taxon
