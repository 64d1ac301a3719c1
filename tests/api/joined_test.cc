#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <csignal>

#include "api/api_data.h"
#include "taxon/error.h"
#include "taxon/train.h"

namespace taxon {
namespace {

// Networks and a linear part, all small.
Options joined(const Options& more = {}) {
  Options options = {{"preset", "default"}, {"embed-dim", "16"}, {"key-dim", "16"}, {"ff-dim", "8"},
                     {"maxlen", "8"},       {"threads", "2"},    {"networks", "2"}, {"batch-size", "4"}};
  options.insert(options.end(), more.begin(), more.end());
  return options;
}

double right_share(const Model& model, const TextsAndLabels& data) {
  const auto answers = model.classify(data.texts);
  int right = 0;
  for (std::size_t i = 0; i < answers.size(); ++i) right += answers[i].label == data.labels[i] ? 1 : 0;
  return static_cast<double>(right) / static_cast<double>(answers.size());
}

TEST(JoinedTraining, KnowsItsTextsAndCountsEpochsThrough) {
  const auto trained = train({.texts = two_class_set(40), .options = joined()});
  EXPECT_EQ(right_share(trained.model, two_classes(40)), 1.0);
  ASSERT_EQ(trained.history.size(), 6U);  // two networks of three epochs
  for (int e = 0; e < 6; ++e) EXPECT_EQ(trained.history[static_cast<std::size_t>(e)].epoch, e + 1);
  EXPECT_EQ(trained.end, TrainEnd::kEpochsDone);
}

TEST(JoinedTraining, JudgesEachPartOnTextsThatWereHeldOut) {
  const auto trained = train({.texts = two_class_set(40), .options = joined()});
  EXPECT_EQ(trained.held_out.texts, 16U);  // a fifth
  for (const PartFigures& part :
       {trained.held_out.linear, trained.held_out.networks, trained.held_out.joined}) {
    EXPECT_GT(part.accuracy, 0.5);
    EXPECT_GT(part.loss, 0.0);
  }
  EXPECT_EQ(trained.valid.texts, 0U);
  EXPECT_TRUE(std::isnan(trained.valid.joined.loss));
}

TEST(JoinedTraining, ShowsALinearBaselineBesideANetworkAlone) {
  const auto trained =
      train({.texts = two_class_set(40), .valid = two_class_set(5), .options = small({{"epochs", "1"}})});
  EXPECT_EQ(trained.valid.texts, 10U);
  EXPECT_EQ(trained.valid.linear.accuracy, 1.0);
  EXPECT_TRUE(std::isnan(trained.valid.joined.accuracy));
  EXPECT_NEAR(trained.valid.networks.loss, trained.history[0].val_loss, 1e-9);
  const auto without = train({.texts = two_class_set(40),
                              .valid = two_class_set(5),
                              .options = small({{"epochs", "1"}, {"baseline", "off"}})});
  EXPECT_TRUE(std::isnan(without.valid.linear.accuracy));
  EXPECT_EQ(without.model.bytes(), trained.model.bytes());
}

TEST(JoinedTraining, GivesTheSameBytesWhateverTheThreads) {
  const auto bytes = [](const char* threads) {
    return train({.texts = two_class_set(20), .options = joined({{"threads", threads}})}).model.bytes();
  };
  const auto one = bytes("1");
  EXPECT_EQ(one, bytes("2"));
  EXPECT_EQ(one, bytes("8"));
}

TEST(JoinedTraining, LinearAloneHasNoTokens) {
  const auto trained =
      train({.texts = two_class_set(40), .options = {{"preset", "linear"}, {"threads", "2"}}});
  EXPECT_EQ(right_share(trained.model, two_classes(40)), 1.0);
  EXPECT_TRUE(trained.history.empty());
  EXPECT_GT(trained.held_out.linear.accuracy, 0.9);
  EXPECT_THROW(trained.model.tokens("goalie"), Error);
  EXPECT_THROW(trained.model.ids("goalie"), Error);
  const auto again = Model::from_bytes(trained.model.bytes());
  EXPECT_EQ(again.bytes(), trained.model.bytes());
  const auto texts = two_classes(3).texts;
  EXPECT_EQ(again.probabilities(texts), trained.model.probabilities(texts));
}

TEST(JoinedTraining, NetworksSeeInWindowsWhatTheLinearPartSeesAnyway) {
  std::string text = "the goalie made saves";
  for (int i = 0; i < 30; ++i) text += " on the ice rocket orbit reached";
  const auto answers = [&](const Model& model, const std::string& of) {
    const auto in_windows = Model::from_bytes(model.bytes(), {{"windows", ""}});
    return std::pair(model.probabilities({&of, 1}), in_windows.probabilities({&of, 1}));
  };
  const auto both = train({.texts = two_class_set(40), .options = joined()}).model;
  const auto [cut, whole] = answers(both, text);
  EXPECT_NE(cut, whole);
  const auto [brief, brief_whole] = answers(both, "rocket on the ice");
  EXPECT_EQ(brief, brief_whole);
  const auto linear = train({.texts = two_class_set(40), .options = {{"preset", "linear"}}}).model;
  const auto [plain, in_windows] = answers(linear, text);
  EXPECT_EQ(plain, in_windows);
}

TEST(JoinedTraining, TakesSeveralLabelsAText) {
  const auto trained = train({.texts = many_label_set(20), .options = joined({{"epochs", "20"}})});
  EXPECT_TRUE(trained.model.multi_label());
  EXPECT_EQ(trained.model.labels_of("goalie ice rocket orbit").size(), 2U);
  for (const float threshold : trained.model.thresholds()) {
    EXPECT_GE(threshold, 0.0F);
    EXPECT_LE(threshold, 1.0F);
  }
  EXPECT_EQ(Model::from_bytes(trained.model.bytes()).bytes(), trained.model.bytes());
}

TEST(JoinedTraining, StoppedKeepsTheNetworksThatWereComplete) {
  std::atomic<int> stop{0};
  const auto trained = train({.texts = two_class_set(40),
                              .options = joined({{"networks", "3"}}),
                              .on_epoch = [&](const EpochFigures& e) { stop = e.epoch == 4 ? SIGINT : 0; },
                              .stop = &stop});
  EXPECT_EQ(trained.end, TrainEnd::kStopped);
  EXPECT_EQ(trained.history.size(), 4U);
  EXPECT_NE(trained.model.info_json().find("\"networks\": 1,"), std::string::npos);
  EXPECT_EQ(right_share(trained.model, two_classes(40)), 1.0);
}

TEST(JoinedTraining, StoppedBeforeAllItThrows) {
  std::atomic<int> stop{SIGINT};
  EXPECT_THROW(train({.texts = two_class_set(40), .options = joined(), .stop = &stop}), Interrupted);
}

TEST(JoinedTraining, TrainsOnTextsTooFewToHoldAnyOut) {
  const auto trained = train({.texts = two_class_set(2), .options = joined()});
  EXPECT_EQ(trained.held_out.texts, 0U);
  EXPECT_EQ(trained.model.classify("goalie ice").label, "hockey");
}

TEST(JoinedTraining, GoesOnFromOneNetworkOnly) {
  const Model model = train({.texts = two_class_set(10), .options = joined()}).model;
  EXPECT_THROW(train({.texts = two_class_set(10), .from = model}), Error);
}

}  // namespace
}  // namespace taxon
