#include "linear/linear_model.h"

#include <gtest/gtest.h>

#include "linear/small_task.h"
#include "linear/training.h"

namespace taxon {
namespace {

LinearModel small_model() {
  const SmallTask task(300);
  ThreadPool pool(2);
  return LinearTraining::prepare({}, {task.texts, task.labels, SmallTask::kClasses}, pool)->train({})->model;
}

TEST(LinearModel, KnowsAWordInAnyText) {
  const LinearModel model = small_model();
  ThreadPool pool(2);
  const std::vector<std::string> texts{"the goalie!", "ORBIT", "his engine's gearbox"};
  const auto scores = model.score(texts, pool);
  ASSERT_EQ(scores.size(), 9U);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(best_class(std::span(scores).subspan(3 * i, 3)), static_cast<std::int32_t>(i));
  }
}

TEST(LinearModel, ScoresATextAloneAsAmongOthers) {
  const LinearModel model = small_model();
  const auto texts = made_up_texts(50);
  ThreadPool one(1), eight(8);
  const auto scores = model.score(texts, eight);
  EXPECT_EQ(scores, model.score(texts, one));
  LinearModel::Scratch scratch(model);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    std::vector<double> alone(3);
    model.score(texts[i], scratch, alone);
    for (std::size_t k = 0; k < 3; ++k) EXPECT_EQ(alone[k], scores[3 * i + k]);
  }
}

TEST(LinearModel, GivesTextsOfNothingKnownItsBiases) {
  const LinearModel model = small_model();
  LinearModel::Scratch scratch(model);
  for (const char* text : {"", " ", "\u65e5\u672c\u8a9e"}) {
    std::vector<double> scores(3);
    model.score(text, scratch, scores);
    for (std::size_t k = 0; k < 3; ++k) EXPECT_EQ(scores[k], static_cast<double>(model.weights().biases[k]));
  }
}

}  // namespace
}  // namespace taxon
