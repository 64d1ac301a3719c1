#include "linear/naive_bayes.h"

#include <gtest/gtest.h>

#include <vector>

#include "linear/golden.h"

namespace taxon {
namespace {

struct Case {
  SparseRows rows;
  RaggedLabels labels;
  std::vector<std::uint32_t> learn_from;
  std::vector<float> class_weights;
};

Case read_case(const nlohmann::json& c) {
  Case read;
  for (const auto& row : c["rows"]) {
    std::vector<SparseValue> values;
    for (std::uint32_t f = 0; f < row.size(); ++f) {
      if (row[f] != 0) values.push_back({f, row[f].get<float>()});
    }
    read.rows.push_back(values);
  }
  for (const auto& label : c["labels"]) read.labels.push_back(label.get<std::int32_t>());
  read.learn_from = c["learn_from"].get<std::vector<std::uint32_t>>();
  read.class_weights = c["class_weights"].get<std::vector<float>>();
  return read;
}

LinearWeights solve(const Case& c, const nlohmann::json& json, int threads) {
  ThreadPool pool(threads);
  return *solve_naive_bayes(
      {c.rows, json["features"], c.labels, json["classes"], false, c.class_weights, c.learn_from},
      json["smoothing"], pool);
}

TEST(NaiveBayes, HasTheWeightsOfScikitLearnWithoutTheirMean) {
  for (const auto& json : linear_golden("naive_bayes", "linear_parts.json")) {
    const Case c = read_case(json);
    const auto found = solve(c, json, 2);
    const auto expected = json["weights"].get<std::vector<std::vector<double>>>();  // (classes, features)
    for (std::size_t f = 0; f < found.features; ++f) {
      double mean = 0;
      for (const auto& weights : expected) mean += weights[f] / static_cast<double>(found.classes);
      for (std::size_t k = 0; k < found.classes; ++k) {
        EXPECT_NEAR(static_cast<double>(found.weights[f * found.classes + k]), expected[k][f] - mean, 2e-6);
      }
    }
    for (const int threads : {1, 8}) EXPECT_EQ(solve(c, json, threads).weights, found.weights);
  }
}

TEST(NaiveBayes, StopsWhenAsked) {
  const auto& json = linear_golden("naive_bayes", "linear_parts.json").front();
  const Case c = read_case(json);
  ThreadPool pool(2);
  const std::atomic<int> stop{1};
  EXPECT_FALSE(solve_naive_bayes(
      {c.rows, json["features"], c.labels, json["classes"], false, {}, c.learn_from}, 0.1, pool, &stop));
}

}  // namespace
}  // namespace taxon
