#include "cli/tune_search.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <map>

namespace taxon {
namespace {

// Trainings that take what they are told to on a clock of their own. Setting n is {"n", NUMBER}; 0 stands for
// the linear model.
class FakeWork : public TuneWork {
 public:
  std::function<double(int n, std::size_t texts)> takes = [](int, std::size_t texts) {
    return 0.01 * static_cast<double>(texts);
  };
  std::function<TuneScore(int n, std::size_t texts)> scores = [](int n, std::size_t) {
    return TuneScore{.accuracy = 0.01 * n, .loss = 1};
  };
  std::function<TrialState(int n)> state = [](int) { return TrialState::kCounted; };
  std::vector<std::size_t> rung_texts = {100, 300, 900};
  int settings = 1000;
  double limit = 1e9;
  std::vector<std::string> lines;

  std::optional<TuneSetting> next_setting() override {
    if (given_ >= settings) return std::nullopt;
    return TuneSetting{{"n", std::to_string(given_++)}};
  }
  TuneCost cost(const TuneSetting& setting) const override {
    const int n = number(setting);
    return {.linear = n == 0, .networks = n == 0 ? 0.0 : 1.0};
  }
  TrialOutcome train(const TuneSetting& setting, std::size_t rung) override {
    const int n = number(setting);
    const double end = clock_ + takes(n, rung_texts[rung]);
    if (end > limit) {
      clock_ = limit;
      return {.state = TrialState::kTimeIsOver, .why = "over"};
    }
    clock_ = end;
    if (state(n) != TrialState::kCounted) return {.state = state(n), .why = "so it is"};
    return {.score = scores(n, rung_texts[rung])};
  }
  double seconds() override { return clock_; }
  void tell(const TuneSetting&, const Trial&) override {}
  void tell(const std::string& line) override { lines.push_back(line); }

  SearchResult search(double seconds, int trials = 0) {
    limit = seconds;
    return search_settings({.seconds = seconds, .rung_texts = rung_texts, .trials = trials}, *this);
  }

 private:
  static int number(const TuneSetting& setting) { return std::stoi(setting.front().second); }

  int given_ = 0;
  double clock_ = 0;
};

std::map<std::size_t, int> trials_by_texts(const SearchResult& result) {
  std::map<std::size_t, int> counts;
  for (const auto& trial : result.trials) ++counts[trial.texts];
  return counts;
}

TEST(TuneSearch, TheFirstSettingIsTrainedOnAllTextsAndThirdsOfTheOthersGoOn) {
  FakeWork work;
  work.settings = 19;
  const auto result = work.search(1e6);
  EXPECT_EQ(result.trials.front().texts, 900U);
  EXPECT_EQ(trials_by_texts(result), (std::map<std::size_t, int>{{100, 18}, {300, 6}, {900, 1 + 2}}));
  // The most accurate ones were kept.
  EXPECT_EQ(result.trials[*result.best].setting, 18U);
  EXPECT_EQ(result.trials[*result.best].texts, 900U);
  EXPECT_EQ(result.stopped, "no setting is left to try");
  EXPECT_EQ(work.lines, (std::vector<std::string>{"kept: the best 6 of 18", "kept: the best 2 of 6"}));
}

TEST(TuneSearch, ABestOnFewTextsThatIsWorseOnAllIsNotTheResult) {
  FakeWork work;
  work.settings = 10;
  work.scores = [](int n, std::size_t texts) {
    return TuneScore{.accuracy = n == 0 || texts < 900 ? 0.5 + 0.01 * n : 0.1, .loss = 1};
  };
  const auto result = work.search(1e6);
  EXPECT_EQ(result.trials[*result.best].setting, 0U);
}

TEST(TuneSearch, GoesOnInRoundsWhileThereIsTime) {
  FakeWork work;
  const auto result = work.search(1000);
  EXPECT_GT(result.settings.size(), 40U);
  EXPECT_LE(work.seconds(), 1000);
  EXPECT_NE(result.stopped.find("would take about"), std::string::npos) << result.stopped;
}

// Whatever the time, something was trained on all texts once the first setting was, nothing ended late, and
// no training was begun in vain, since the clock keeps to what was measured.
TEST(TuneSearch, KeepsToTheTimeAndFinishesWhatItBegins) {
  for (double seconds = 9.5; seconds < 200; seconds += 3.7) {
    FakeWork work;
    const auto result = work.search(seconds);
    ASSERT_TRUE(result.best) << seconds;
    EXPECT_LE(work.seconds(), seconds);
    for (const auto& trial : result.trials) {
      EXPECT_TRUE(trial.setting <= 1 || trial.outcome.state == TrialState::kCounted) << seconds;
    }
    // A round that was begun comes to all texts.
    EXPECT_TRUE(result.trials.size() <= 2 || trials_by_texts(result)[900] > 1) << seconds;
  }
}

TEST(TuneSearch, ASettingThatIsTooSlowIsNotBegunAndOthersAre) {
  FakeWork work;
  work.settings = 8;
  work.rung_texts = {900};
  work.takes = [](int n, std::size_t) { return n == 0 ? 1.0 : 30.0; };
  const auto result = work.search(70);  // the linear one, and two of the others
  EXPECT_EQ(result.trials.size(), 3U);
  EXPECT_LE(work.seconds(), 70);
  EXPECT_EQ(result.stopped,
            "no setting is left to try; 5 trainings were not begun, since they would not have ended in time");
  ASSERT_EQ(work.lines.size(), 5U);
  EXPECT_NE(work.lines[0].find("would take about 36.0 s and 9.0 s are left"), std::string::npos);
}

TEST(TuneSearch, ATrainingThatTheTimeEndsIsNotCountedAndEndsTheSearch) {
  FakeWork work;
  work.takes = [](int n, std::size_t texts) {
    return n < 4 ? 0.001 * static_cast<double>(texts) : 1e6;  // slower than anything measured said
  };
  const auto result = work.search(100);
  EXPECT_EQ(result.trials.back().outcome.state, TrialState::kTimeIsOver);
  EXPECT_EQ(result.stopped, "over");
  ASSERT_TRUE(result.best);
  EXPECT_EQ(result.trials[*result.best].setting, 0U);
}

TEST(TuneSearch, WithoutTimeForTheFirstThereIsNoResult) {
  FakeWork work;
  const auto result = work.search(8);
  EXPECT_FALSE(result.best);
  EXPECT_EQ(result.stopped, "over");
}

TEST(TuneSearch, WhereTheFirstDoesNotWorkTheNextTakesItsPlace) {
  FakeWork work;
  work.settings = 5;
  work.state = [](int n) { return n < 2 ? TrialState::kTooLarge : TrialState::kCounted; };
  const auto result = work.search(1e6);
  ASSERT_TRUE(result.best);
  EXPECT_EQ(result.trials[2].texts, 900U);
  EXPECT_EQ(result.trials[3].texts, 100U);
}

TEST(TuneSearch, EndsWhereNothingWorks) {
  FakeWork work;
  work.state = [](int) { return TrialState::kTooLarge; };
  const auto nothing = work.search(1e6);
  EXPECT_FALSE(nothing.best);
  EXPECT_EQ(nothing.trials.size(), 30U);

  FakeWork only_the_first;
  only_the_first.state = [](int n) { return n == 0 ? TrialState::kCounted : TrialState::kFailed; };
  const auto one = only_the_first.search(1e6);
  EXPECT_EQ(one.best, std::size_t{0});
  EXPECT_EQ(one.stopped, "none of 18 more settings worked");
}

TEST(TuneSearch, TriesNoMoreSettingsThanItMay) {
  FakeWork work;
  const auto result = work.search(1e6, 7);
  EXPECT_EQ(result.settings.size(), 7U);
  EXPECT_EQ(result.stopped, "all of the 7 settings that --trials allows were tried");
}

TEST(TuneSearch, AnInterruptionEndsItWithTheBestSoFar) {
  FakeWork work;
  work.state = [](int n) { return n == 5 ? TrialState::kInterrupted : TrialState::kCounted; };
  const auto result = work.search(1e6);
  EXPECT_EQ(result.best, std::size_t{0});
  EXPECT_EQ(result.trials.size(), 6U);
}

TEST(TuneSearch, TheMoreAccurateIsBetterThenTheOneOfLessLossAndNanIsWorst) {
  EXPECT_TRUE(better({0.9, 2.0}, {0.8, 1.0}));
  EXPECT_TRUE(better({0.9, 1.0}, {0.9, 2.0}));
  EXPECT_FALSE(better({0.9, 1.0}, {0.9, 1.0}));
  EXPECT_TRUE(better({0.9, 1.0}, {0.9, std::nan("")}));
  EXPECT_FALSE(better({std::nan(""), 1.0}, {0.1, 9.0}));
}

TEST(TuneSettings, NoneComesTwiceAndTheSeedDecides) {
  TuneSettings a(1), same(1), other(2);
  std::set<TuneSetting> seen;
  int differ = 0;
  for (int i = 0; i < 300; ++i) {
    const auto setting = a.next();
    ASSERT_TRUE(setting);
    EXPECT_TRUE(seen.insert(*setting).second) << setting_text(*setting);
    EXPECT_EQ(same.next(), setting);
    differ += other.next() == setting ? 0 : 1;
  }
  EXPECT_GT(differ, 250);
  EXPECT_EQ(setting_text(*TuneSettings(0).next()), "--preset linear");
}

}  // namespace
}  // namespace taxon
