#include "report/multi_label_metrics.h"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

namespace taxon {
namespace {

EncoderConfig config_of(std::size_t classes) {
  EncoderConfig config;
  config.classes = static_cast<std::int32_t>(classes);
  config.output = Output::kSigmoid;
  return config;
}

// Made by tests/golden/make_multi_label_golden.py. The tolerances are for sums in another order.
TEST(MultiLabelMetrics, AreThoseOfScikitLearn) {
  std::ifstream file(TAXON_SOURCE_DIR "/tests/golden/multi_label.json");
  const auto cases = nlohmann::json::parse(file).at("metrics");
  ASSERT_EQ(cases.size(), 5U);
  for (const auto& item : cases) {
    std::vector<float> logits;
    RaggedLabels labels;
    for (const auto& row : item.at("logits")) {
      for (const auto& value : row) logits.push_back(value.get<float>());
    }
    for (const auto& row : item.at("labels")) labels.push_back(row.get<std::vector<std::int32_t>>());
    const auto thresholds = item.at("thresholds").get<std::vector<float>>();
    const auto m = compute_multi_label_metrics(config_of(thresholds.size()), logits, labels, thresholds);
    EXPECT_EQ(m.n, static_cast<std::int64_t>(labels.size()));
    const auto near = [&](double value, const char* name) {
      EXPECT_NEAR(value, item.at(name).get<double>(), 1e-13) << name;
    };
    near(m.accuracy, "accuracy");
    near(m.subset_accuracy, "subset_accuracy");
    near(m.micro_f1, "micro_f1");
    near(m.macro_f1, "macro_f1");
    near(m.micro_average_precision, "micro_average_precision");
    near(m.macro_average_precision, "macro_average_precision");
    ASSERT_EQ(m.classes.size(), thresholds.size());
    for (std::size_t c = 0; c < m.classes.size(); ++c) {
      const auto& found = m.classes[c].found;
      EXPECT_NEAR(found.precision, item.at("precision")[c].get<double>(), 1e-15);
      EXPECT_NEAR(found.recall, item.at("recall")[c].get<double>(), 1e-15);
      EXPECT_NEAR(found.f1, item.at("f1")[c].get<double>(), 1e-15);
      EXPECT_EQ(found.support, item.at("support")[c].get<std::int64_t>());
      EXPECT_NEAR(m.classes[c].average_precision, item.at("average_precision")[c].get<double>(), 1e-13);
    }
  }
}

TEST(MultiLabelMetrics, AnswersAreAboveTheThresholdNotAtIt) {
  RaggedLabels labels;
  labels.push_back(std::vector<std::int32_t>{0, 1});
  const std::vector<float> logits = {0.0F, 0.0F};
  const auto m = compute_multi_label_metrics(config_of(2), logits, labels, std::vector<float>{0.5F, 0.49F});
  EXPECT_EQ(m.classes[0].found.recall, 0.0);
  EXPECT_EQ(m.classes[1].found.recall, 1.0);
  EXPECT_EQ(m.subset_accuracy, 0.0);
  EXPECT_EQ(m.accuracy, 0.0) << "a probability of 0.5 is not above it";
}

}  // namespace
}  // namespace taxon
