#include "report/metrics.h"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

namespace taxon {
namespace {

nlohmann::json golden() {
  std::ifstream file(std::string(TAXON_SOURCE_DIR) + "/tests/golden/metrics.json");
  return nlohmann::json::parse(file);
}

Metrics metrics_of(const nlohmann::json& item) {
  std::vector<float> logits;
  for (const auto& row : item.at("logits")) {
    for (const auto& value : row) logits.push_back(value.get<float>());
  }
  const auto labels = item.at("labels").get<std::vector<std::int32_t>>();
  return compute_metrics(logits, labels, logits.size() / labels.size());
}

TEST(Metrics, AreThoseOfScikitLearn) {
  const auto cases = golden();
  ASSERT_EQ(cases.size(), 6U);
  for (const auto& item : cases) {
    const auto m = metrics_of(item);
    EXPECT_EQ(m.n, static_cast<std::int64_t>(item.at("labels").size()));
    EXPECT_NEAR(m.loss, item.at("loss").get<double>(), 1e-12);
    EXPECT_NEAR(m.accuracy, item.at("accuracy").get<double>(), 1e-15);
    EXPECT_NEAR(m.macro_f1, item.at("macro_f1").get<double>(), 1e-15);
    EXPECT_NEAR(m.calibration_error, item.at("calibration_error").get<double>(), 1e-12);
    const std::size_t classes = m.classes.size();
    ASSERT_EQ(classes, item.at("f1").size());
    for (std::size_t c = 0; c < classes; ++c) {
      EXPECT_NEAR(m.classes[c].precision, item.at("precision")[c].get<double>(), 1e-15);
      EXPECT_NEAR(m.classes[c].recall, item.at("recall")[c].get<double>(), 1e-15);
      EXPECT_NEAR(m.classes[c].f1, item.at("f1")[c].get<double>(), 1e-15);
      EXPECT_EQ(m.classes[c].support, item.at("support")[c].get<std::int64_t>());
      for (std::size_t other = 0; other < classes; ++other) {
        EXPECT_EQ(m.confusion[c * classes + other], item.at("confusion")[c][other].get<std::int64_t>());
      }
    }
  }
}

TEST(Metrics, AbsentClassesDoNotCountInMacroF1) {
  const auto m = compute_metrics(std::vector<float>{1, 0, -1, 1, 0, -1}, std::vector<std::int32_t>{0, 1}, 3);
  EXPECT_EQ(m.macro_classes, 2);
  EXPECT_NEAR(m.macro_f1, 1.0 / 3, 1e-15);
}

TEST(Metrics, FirstOfEqualLogitsIsTheAnswer) {
  const auto m = compute_metrics(std::vector<float>{0, 0, 0}, std::vector<std::int32_t>{0}, 3);
  EXPECT_EQ(m.accuracy, 1.0);
  EXPECT_NEAR(m.loss, std::log(3.0), 1e-15);
}

TEST(Metrics, HugeLogitsStayFinite) {
  const auto m = compute_metrics(std::vector<float>{3e38F, -3e38F}, std::vector<std::int32_t>{1}, 2);
  EXPECT_TRUE(std::isfinite(m.loss));
  EXPECT_NEAR(m.calibration_error, 1.0, 1e-15);
}

}  // namespace
}  // namespace taxon
