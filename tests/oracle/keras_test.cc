// The oracle against Keras in double precision (tests/golden/make_encoder_golden.py).

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

#include "oracle/layers.h"
#include "oracle/oracle.h"

namespace taxon::oracle {
namespace {

using nlohmann::json;

constexpr double kTolerance = 1e-9;

const json& golden() {
  static const json file = [] {
    std::ifstream stream(TAXON_SOURCE_DIR "/tests/golden/encoder.json");
    return json::parse(stream);
  }();
  return file;
}

EncoderConfig config_of(const json& c) {
  return {.vocabulary = c.at("vocabulary"),
          .maxlen = c.at("maxlen"),
          .embed_dim = c.at("embed_dim"),
          .heads = c.at("heads"),
          .key_dim = c.at("key_dim"),
          .ff_dim = c.at("ff_dim"),
          .blocks = c.at("blocks"),
          .classes = c.at("classes"),
          .mask = c.at("mask"),
          .padding = c.at("padding") == "pre" ? Side::kPre : Side::kPost,
          .positions = c.at("positions") == "learned" ? Positions::kLearned : Positions::kSinusoidal};
}

Batch batch_of(const json& c) {
  Batch batch{.texts = c.at("texts"), .labels = {}, .weights = c.at("weights")};
  for (const std::int32_t label : c.at("labels")) batch.labels.push_back({label});
  if (!c.at("dropout").is_null()) batch.dropout = c.at("dropout").get<std::vector<double>>();
  return batch;
}

void expect_near(std::span<const double> ours, const std::vector<double>& keras, const std::string& what) {
  ASSERT_EQ(ours.size(), keras.size()) << what;
  for (std::size_t i = 0; i < ours.size(); ++i)
    EXPECT_NEAR(ours[i], keras[i], kTolerance) << what << " " << i;
}

void expect_outputs(const EncoderConfig& config, const Result& ours, const json& keras) {
  expect_near(ours.logits, keras.at("logits"), "logits");
  EXPECT_NEAR(ours.loss, keras.at("loss").get<double>(), kTolerance);
  const auto C = static_cast<std::size_t>(config.classes);
  Matrix logits(ours.logits.size() / C, C);
  logits.values = ours.logits;
  expect_near(softmax_forward(logits, std::vector<bool>(C, true)).values, keras.at("probabilities"),
              "probabilities");
}

TEST(OracleAgainstKeras, OutputsAndEveryGradient) {
  ASSERT_EQ(golden().at("cases").size(), 12U);
  for (const auto& c : golden().at("cases")) {
    SCOPED_TRACE(c.at("config").dump());
    const auto config = config_of(c.at("config"));
    const ParameterLayout layout(config);
    const auto& stored = golden().at("parameters").at(std::to_string(config.blocks));
    std::vector<double> parameters;
    for (const auto& spec : layout.tensors()) {
      const auto values = stored.at(spec.name).get<std::vector<double>>();
      ASSERT_EQ(values.size(), spec.size) << spec.name;
      parameters.insert(parameters.end(), values.begin(), values.end());
    }
    const auto ours = run(config, parameters, batch_of(c));
    expect_outputs(config, ours, c);
    ASSERT_EQ(c.at("gradients").size(), layout.tensors().size());
    for (const auto& spec : layout.tensors()) {
      expect_near(tensor(layout, std::span(ours.gradients), spec.name), c.at("gradients").at(spec.name),
                  spec.name);
    }
  }
}

// hashed_value() of the script.
double hashed_value(const std::string& name, std::size_t index) {
  auto x = static_cast<std::uint32_t>(index) * 2654435761U;
  x ^= x >> 16U;
  x *= 2246822519U;
  x ^= x >> 13U;
  return (name.ends_with("gamma") ? 1.0 : 0.0) + 0.25 * (2.0 * (x * 0x1p-32) - 1.0);
}

TEST(OracleAgainstKeras, LargerSizes) {
  ASSERT_EQ(golden().at("large_cases").size(), 2U);
  for (const auto& c : golden().at("large_cases")) {
    SCOPED_TRACE(c.at("config").dump());
    const auto config = config_of(c.at("config"));
    const ParameterLayout layout(config);
    std::vector<double> parameters;
    for (const auto& spec : layout.tensors()) {
      for (std::size_t i = 0; i < spec.size; ++i)
        parameters.push_back(hashed_value(spec.name, parameters.size()));
    }
    const auto ours = run(config, parameters, batch_of(c));
    expect_outputs(config, ours, c);
    for (const auto& spec : layout.tensors()) {
      const auto gradient = tensor(layout, std::span(ours.gradients), spec.name);
      const auto& keras = c.at("gradients").at(spec.name);
      double sum = 0, sum_of_squares = 0;
      for (const double entry : gradient) {
        sum += entry;
        sum_of_squares += entry * entry;
      }
      EXPECT_NEAR(sum, keras.at("sum").get<double>(), kTolerance) << spec.name;
      EXPECT_NEAR(sum_of_squares, keras.at("sum_of_squares").get<double>(), kTolerance) << spec.name;
      const std::size_t count = std::min<std::size_t>(16, spec.size);
      std::vector<double> sample;
      for (std::size_t i = 0; i < count; ++i) sample.push_back(gradient[i * spec.size / count]);
      expect_near(sample, keras.at("sample"), spec.name);
    }
  }
}

TEST(OracleAgainstKeras, BinaryCrossEntropy) {
  std::ifstream stream(TAXON_SOURCE_DIR "/tests/golden/multi_label.json");
  const auto cases = json::parse(stream).at("losses");
  ASSERT_EQ(cases.size(), 4U);
  for (const auto& c : cases) {
    for (std::size_t text = 0; text < c.at("logits").size(); ++text) {
      const auto& row = c.at("logits")[text];
      Matrix logits(1, row.size());
      logits.values = row.get<std::vector<double>>();
      std::vector<bool> has(row.size());
      for (const std::size_t label : c.at("labels")[text]) has[label] = true;
      const std::vector<double> weights(row.size(), 1.0);
      EXPECT_NEAR(binary_cross_entropy_forward(logits, has, weights), c.at("loss")[text].get<double>(),
                  kTolerance);
      expect_near(binary_cross_entropy_backward(logits, has, weights, 1.0).values, c.at("gradient")[text],
                  "gradient");
    }
  }
}

}  // namespace
}  // namespace taxon::oracle
