#include "model/joined_logits.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "linear/training.h"
#include "model/tiny_model.h"

namespace taxon {
namespace {

TEST(JoinedLogits, NetworksCountByTheirLogarithmsOfProbabilities) {
  JoinedLogits joined(Output::kSoftmax, 2, 3);
  const std::vector<float> logits = {1.0F, 2.0F, 3.0F, 0.0F, 0.0F, 0.0F};
  joined.add_network(logits, 0.5);
  const double whole = std::log(std::exp(1.0) + std::exp(2.0) + std::exp(3.0));
  const std::vector<double> expected = {0.5 * (1 - whole),    0.5 * (2 - whole),    0.5 * (3 - whole),
                                        -0.5 * std::log(3.0), -0.5 * std::log(3.0), -0.5 * std::log(3.0)};
  for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_NEAR(joined.sums()[i], expected[i], 4e-15);
}

TEST(JoinedLogits, SigmoidsCountAsTheyAre) {
  JoinedLogits joined(Output::kSigmoid, 1, 2, 0.25);
  joined.add_network(std::vector<float>{1.0F, -2.0F}, 0.5);
  joined.add_network(std::vector<float>{3.0F, 4.0F}, 0.5);
  EXPECT_EQ(joined.floats(), (std::vector<float>{2.25F, 1.25F}));
}

TEST(JoinedLogits, ScoresAreWeighedAndAdded) {
  JoinedLogits joined(Output::kSoftmax, 1, 2);
  joined.add(std::vector<double>{1.0, -3.0}, 2.0);
  joined.add(std::vector<double>{0.5, 0.5}, 1.0);
  EXPECT_EQ(joined.floats(), (std::vector<float>{2.5F, -5.5F}));
}

TEST(JoinedLogits, HugeLogitsStayFinite) {
  const float huge = std::numeric_limits<float>::max();
  JoinedLogits joined(Output::kSoftmax, 1, 2);
  joined.add_network(std::vector<float>{huge, -huge}, 1.0);
  EXPECT_EQ(joined.sums()[0], 0.0);
  EXPECT_TRUE(std::isfinite(joined.sums()[1]));
  EXPECT_EQ(log_sum_exp(std::vector<float>{-huge, -huge}), -static_cast<double>(huge) + std::log(2.0));
}

TEST(JoinedLogits, RefusesOtherSizes) {
  JoinedLogits joined(Output::kSoftmax, 1, 2);
  EXPECT_THROW(joined.add_network(std::vector<float>(3), 1.0), std::logic_error);
  EXPECT_THROW(joined.add(std::vector<double>(1), 1.0), std::logic_error);
}

// What a model answers is put together as Classifier says.
TEST(JoinedLogits, AModelsLogitsAreTheSum) {
  Classifier model = tiny_model();
  Parameters second(model.config);
  initialize(second, model.config, AttentionInit::kKeras3, 8);
  model.networks.push_back(std::move(second));
  const std::vector<std::string> texts = {"river bank", "one two three"};
  const auto labels = one_each<std::int32_t>({0, 3});
  ThreadPool pool(2);
  LinearOptions options;
  options.features.min_texts = 1;
  model.linear = LinearTraining::prepare(options, {texts, labels, 4}, pool)->train({})->model;
  model.network_weight = 0.75;
  model.linear_weight = 0.5;
  JoinedLogits expected(Output::kSoftmax, 2, 4);
  for (const Parameters& network : model.networks) {
    Classifier alone = tiny_model();
    alone.networks = one_network(network);
    expected.add_network(ClassifierRun(alone, pool).logits(texts), 0.375);
  }
  expected.add(model.linear->score(texts, pool), 0.5);
  EXPECT_EQ(ClassifierRun(model, pool).logits(texts), expected.floats());
}

}  // namespace
}  // namespace taxon
