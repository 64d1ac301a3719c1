#include "linear/training.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/sha256.h"
#include "linear/small_task.h"

namespace taxon {
namespace {

TEST(LinearTraining, GivesTheSameModelWhateverTheThreads) {
  const SmallTask task(200);
  const auto train = [&](int threads) {
    ThreadPool pool(threads);
    return LinearTraining::prepare({}, {task.texts, task.labels, SmallTask::kClasses}, pool)
        ->train({})
        ->model;
  };
  const LinearModel one = train(1);
  for (const int threads : {2, 8}) {
    const LinearModel other = train(threads);
    EXPECT_EQ(one.weights().bytes, other.weights().bytes);
    EXPECT_EQ(one.weights().scales, other.weights().scales);
    EXPECT_EQ(one.weights().biases, other.weights().biases);
  }
}

template <class T>
std::string_view bytes_of(std::span<const T> values) {
  return {reinterpret_cast<const char*>(values.data()), values.size_bytes()};
}

// Whatever the compiler, its optimisation and the processor: the sum is the same for ever.
TEST(LinearTraining, GivesTheSameModelEverywhere) {
  const SmallTask task(200);
  ThreadPool pool(2);
  const auto training = LinearTraining::prepare({}, {task.texts, task.labels, SmallTask::kClasses}, pool);
  const LinearModel model = training->train({})->model;
  const std::vector<double> scores = model.score(task.texts, pool);
  Sha256 sum;
  sum.update(bytes_of(model.weights().bytes.span()));
  sum.update(bytes_of(model.weights().scales.span()));
  sum.update(bytes_of(model.weights().biases.span()));
  sum.update(bytes_of(std::span(scores)));
  EXPECT_EQ(sum.hex(), "6319ea65ae019c81ae97ad78aa020e4fe518111eee00f654f741a68a66fab26b");
}

TEST(LinearTraining, HoldsTextsOutOfWhatScoresThem) {
  const SmallTask task(300);
  ThreadPool pool(2);
  LinearOptions options;
  options.features.ngrams = {.words = {1, 1}, .characters = {0, 0}};
  const auto training =
      LinearTraining::prepare(options, {task.texts, task.labels, SmallTask::kClasses}, pool);
  std::vector<std::uint32_t> held_out;
  for (std::uint32_t i = 0; i < 300; i += 5) held_out.push_back(i);
  const auto trained = *training->train(held_out);
  ASSERT_EQ(trained.held_out_scores.size(), 3 * held_out.size());
  const auto learnt = trained.model.score(task.texts, pool);
  int right = 0;
  double learnt_margin = 0, held_out_margin = 0;
  for (std::size_t i = 0; i < held_out.size(); ++i) {
    const std::int32_t own = task.labels[held_out[i]].front();
    const auto scores = std::span(trained.held_out_scores).subspan(3 * i, 3);
    right += best_class(scores) == own ? 1 : 0;
    learnt_margin += learnt[3 * held_out[i] + static_cast<std::size_t>(own)];
    held_out_margin += scores[static_cast<std::size_t>(own)];
  }
  EXPECT_GT(right, 48);
  // What was learnt from is scored with more certainty than what was not.
  EXPECT_GT(learnt_margin, held_out_margin + 6);
}

// Texts that are all alike say nothing about certainty: the probabilities of the held-out texts are then as
// good as those of texts that nobody has seen.
TEST(LinearTraining, GivesLogitsAsCertainAsTheyAreRight) {
  SmallTask task(900);
  // A third of the labels are wrong; no model can be more certain than that.
  RaggedLabels labels;
  for (std::size_t i = 0; i < 900; ++i) {
    labels.push_back(static_cast<std::int32_t>(i % 9 < 3 ? (i + 1) % 3 : i % 3));
  }
  ThreadPool pool(2);
  std::vector<std::uint32_t> held_out;
  for (std::uint32_t i = 600; i < 900; ++i) held_out.push_back(i);
  const auto trained = LinearTraining::prepare({}, {task.texts, labels, 3}, pool)->train(held_out);
  const auto& scores = trained->held_out_scores;
  double certainty = 0, right = 0;
  for (std::size_t i = 0; i < 300; ++i) {
    const auto row = std::span(scores).subspan(3 * i, 3);
    const auto best = static_cast<std::size_t>(best_class(row));
    double whole = 0;
    for (const double score : row) whole += std::exp(score - row[best]);
    certainty += 1 / whole;
    right += static_cast<std::int32_t>(best) == labels[600 + i].front() ? 1 : 0;
  }
  EXPECT_NEAR(certainty / 300, right / 300, 0.06);
}

TEST(LinearTraining, TakesSeveralLabelsToAText) {
  SmallTask task(240);
  RaggedLabels labels;
  for (std::size_t i = 0; i < 240; ++i) {
    // The class, and "even" for every second text; every sixth has none at all.
    std::vector<std::int32_t> own;
    if (i % 6 != 0) own.push_back(static_cast<std::int32_t>(i % 3));
    if (i % 2 == 1) own.push_back(3);
    labels.push_back(own);
  }
  ThreadPool pool(2);
  const auto training = LinearTraining::prepare({}, {task.texts, labels, 4, true}, pool);
  const LinearModel model = training->train({})->model;
  const std::vector<std::string> texts{"Goalie", "Orbit", "Engine"};  // i % 6 is 3, 1 and 2
  const auto scores = model.score(texts, pool);
  const std::vector<bool> expected{true,  false, false, true,  false, true,
                                   false, true,  false, false, true,  false};
  for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_EQ(scores[i] > 0, expected[i]) << i;
  const std::vector<std::uint32_t> held_out{0, 5, 10, 15};
  EXPECT_EQ(training->train(held_out)->held_out_scores.size(), 16U);
}

TEST(LinearTraining, WeighsClasses) {
  const SmallTask task(200);
  ThreadPool pool(1);
  const std::vector<float> weights{1, 1, 50};
  const auto answers = [&](std::span<const float> class_weights) {
    const auto training =
        LinearTraining::prepare({}, {task.texts, task.labels, 3, false, class_weights}, pool);
    return training->train({})->model.weights().biases;
  };
  EXPECT_GT(answers(weights)[2], answers({})[2]);
}

TEST(LinearTraining, HasFewerFeaturesWhereClassesAreMany) {
  const SmallTask task(60);
  ThreadPool pool(2);
  // Most of the classes have no text.
  const std::size_t classes = LinearTraining::kMaxWeights / 100;
  const auto training = LinearTraining::prepare({}, {task.texts, task.labels, classes}, pool);
  EXPECT_EQ(training->features().size(), 100U);
}

TEST(LinearTraining, RefusesImpossibleOptions) {
  const SmallTask task(6);
  ThreadPool pool(1);
  LinearOptions options;
  options.features.max_features = -1;
  EXPECT_THROW(LinearTraining::prepare(options, {task.texts, task.labels, 3}, pool), Error);
  options = {};
  options.solver.c = -1;
  EXPECT_THROW(LinearTraining::prepare(options, {task.texts, task.labels, 3}, pool), Error);
}

}  // namespace
}  // namespace taxon
