#include "train/callbacks.h"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>

#include "base/error.h"

namespace taxon {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

EpochRecord record(int epoch, const std::string& monitor, double value) {
  EpochRecord r{.epoch = epoch};
  (monitor == "val_loss"       ? r.val_loss
   : monitor == "val_accuracy" ? r.val_accuracy
   : monitor == "loss"         ? r.loss
                               : r.accuracy) = value;
  return r;
}

struct Stop {
  int after = 0;  // 0: never
  int restored = 0;
  bool operator==(const Stop&) const = default;
};
void PrintTo(const Stop& stop, std::ostream* out) {
  *out << "stop after " << stop.after << ", restore " << stop.restored;
}

Stop run_early_stopping(const TrainOptions& options, const std::vector<double>& values) {
  EarlyStopping callback(options, true);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const int epoch = static_cast<int>(i) + 1;
    const bool best = callback.on_epoch_end(record(epoch, options.monitor, values[i]));
    EXPECT_EQ(best, callback.best_epoch() == epoch);
    if (callback.should_stop()) return {epoch, callback.best_epoch()};
  }
  return {0, callback.best_epoch()};
}

std::vector<double> run_plateau(const TrainOptions& options, const std::vector<double>& values) {
  ReduceLrOnPlateau callback(options, true);
  std::vector<double> rates;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const float before = callback.learning_rate();
    const bool fell = callback.on_epoch_end(record(static_cast<int>(i) + 1, options.monitor, values[i]));
    EXPECT_EQ(fell, callback.learning_rate() < before);
    rates.push_back(static_cast<double>(callback.learning_rate()));
  }
  return rates;
}

TrainOptions with_patience(int patience) {
  return {.patience = patience};
}

// The rows of the list of trouble inputs, by their numbers.

TEST(EarlyStopping, Case112PatienceZeroStopsOnlyWithoutImprovement) {
  EXPECT_EQ(run_early_stopping(with_patience(0), {.5, .4, .3}), (Stop{0, 3}));
  EXPECT_EQ(run_early_stopping(with_patience(0), {.5, .5, .5}), (Stop{2, 1}));
}

TEST(EarlyStopping, Case113PatienceZeroStops) {
  EXPECT_EQ(run_early_stopping(with_patience(0), {.5, .6, .7}), (Stop{2, 1}));
}

TEST(EarlyStopping, Case115FirstEpochIsNotBad) {
  EXPECT_EQ(run_early_stopping(with_patience(1), {.5, .4}), (Stop{0, 2}));
}

TEST(EarlyStopping, Case116NanIsNeverBest) {
  EXPECT_EQ(run_early_stopping(with_patience(2), {kNaN, .5, .4, .3, .2}), (Stop{0, 5}));
  EXPECT_EQ(run_early_stopping(with_patience(2), {kNaN, kNaN, kNaN}), (Stop{2, 0}));
}

TEST(EarlyStopping, Case118NanInTheMiddle) {
  EXPECT_EQ(run_early_stopping(with_patience(2), {.5, kNaN, .4, kNaN, kNaN, kNaN}), (Stop{5, 3}));
}

TEST(EarlyStopping, Case119WarmUp) {
  TrainOptions options = with_patience(5);
  options.start_from_epoch = 10;
  EXPECT_EQ(run_early_stopping(options, {.3, .2, .1}), (Stop{0, 0}));
  options.start_from_epoch = 3;
  options.patience = 0;
  EXPECT_EQ(run_early_stopping(options, {.1, .2, .3, .4, .5}), (Stop{5, 4}));
}

TEST(EarlyStopping, Case121BestEpochIsTheRestoredOne) {
  EXPECT_EQ(run_early_stopping(with_patience(2), {.9, .7, .8, .85}), (Stop{4, 2}));
}

TEST(EarlyStopping, Case122AccuracyRises) {
  TrainOptions options = with_patience(2);
  options.monitor = "accuracy";
  EXPECT_EQ(run_early_stopping(options, {.5, .6, .6, .6}), (Stop{4, 2}));
}

TEST(Monitor, Case122UnknownNameListsTheNames) {
  TrainOptions options;
  options.monitor = "val_f1";
  try {
    EarlyStopping callback(options, true);
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_STREQ(
        error.what(),
        "monitor: no metric is called 'val_f1'; choose one of val_loss, val_accuracy, loss, accuracy");
  }
  EXPECT_THROW(ReduceLrOnPlateau(options, true), Error);
}

TEST(Monitor, FallsBackToTrainingFiguresWithoutValidation) {
  const EpochRecord epoch{.loss = .25, .accuracy = .75, .val_loss = kNaN, .val_accuracy = kNaN};
  EXPECT_EQ(Monitor("val_loss", false).value(epoch), .25);
  EXPECT_EQ(Monitor("val_accuracy", false).value(epoch), .75);
}

TEST(ReduceLrOnPlateau, Case124Cooldown) {
  TrainOptions options{.learning_rate = 1, .plateau_patience = 2, .plateau_factor = .5, .cooldown = 2};
  const std::vector<double> ones(9, 1.0);
  EXPECT_EQ(run_plateau(options, ones), (std::vector<double>{1, 1, .5, .5, .5, .25, .25, .25, .125}));
  options.cooldown = 1;
  EXPECT_EQ(run_plateau(options, ones), (std::vector<double>{1, 1, .5, .5, .25, .25, .125, .125, .0625}));
}

TEST(ReduceLrOnPlateau, Case125PatienceMeansNotOneMore) {
  for (const int patience : {0, 1}) {
    const TrainOptions options{.learning_rate = 1, .plateau_patience = patience, .plateau_factor = .5};
    EXPECT_EQ(run_plateau(options, {1, 1, 1}), (std::vector<double>{1, .5, .25})) << patience;
  }
}

TEST(ReduceLrOnPlateau, Case127NeverRaisedToItsLowerBound) {
  TrainOptions options{.learning_rate = .001, .plateau_patience = 1, .min_learning_rate = .01};
  const auto rates = run_plateau(options, std::vector<double>(6, 1.0));
  EXPECT_EQ(rates, std::vector<double>(6, static_cast<double>(.001F)));
  EXPECT_NE(why_rate_never_falls(options), "");
}

TEST(ReduceLrOnPlateau, Case127WarnsWhereTrainingStopsFirst) {
  TrainOptions options{.patience = 2, .plateau_patience = 5};
  EXPECT_EQ(why_rate_never_falls(options),
            "the learning rate can never fall: training stops after --patience 2 before --plateau-patience 5 "
            "has passed");
  options.start_from_epoch = 4;
  EXPECT_EQ(why_rate_never_falls(options), "");
  EXPECT_EQ(why_rate_never_falls(TrainOptions{}), "");
  EXPECT_EQ(why_rate_never_falls(TrainOptions{.patience = 2, .plateau_patience = -1}), "");
}

TEST(ReduceLrOnPlateau, Case128SmallGainsDoNotReset) {
  const TrainOptions options{
      .learning_rate = 1, .plateau_patience = 2, .plateau_factor = .5, .plateau_min_delta = 1e-4};
  EXPECT_EQ(run_plateau(options, {1, .99995, .9999, .99985}), (std::vector<double>{1, 1, .5, .5}));
}

TEST(ReduceLrOnPlateau, NegativePatienceNeverReduces) {
  const TrainOptions options{.learning_rate = 1, .plateau_patience = -1};
  EXPECT_EQ(run_plateau(options, {1, 1, 1, 1}), std::vector<double>(4, 1.0));
}

TEST(Callbacks, RefuseImpossibleOptions) {
  EXPECT_THROW(EarlyStopping(TrainOptions{.patience = -1}, true), Error);
  EXPECT_THROW(EarlyStopping(TrainOptions{.min_delta = kNaN}, true), Error);
  EXPECT_THROW(ReduceLrOnPlateau(TrainOptions{.plateau_factor = 1.0}, true), Error);
  EXPECT_THROW(ReduceLrOnPlateau(TrainOptions{.plateau_factor = -.1}, true), Error);
  EXPECT_THROW(ReduceLrOnPlateau(TrainOptions{.cooldown = -1}, true), Error);
}

// Every sequence that the real Keras was run on.

nlohmann::json golden(const char* kind) {
  std::ifstream file(TAXON_SOURCE_DIR "/tests/golden/callbacks.json");
  return nlohmann::json::parse(file).at(kind);
}

std::vector<double> metric_values(const nlohmann::json& golden_case) {
  std::vector<double> values;
  for (const auto& value : golden_case.at("values")) {
    values.push_back(value.is_null() ? kNaN : value.get<double>());
  }
  return values;
}

TEST(EarlyStopping, AgreesWithKeras) {
  for (const auto& c : golden("early_stopping")) {
    const TrainOptions options{.monitor = c.at("monitor"),
                               .patience = c.at("patience"),
                               .min_delta = c.at("min_delta"),
                               .start_from_epoch = c.at("start_from_epoch")};
    const Stop keras{c.at("stop_after"), c.at("restored")};
    const Stop ours = run_early_stopping(options, metric_values(c));
    if (c.at("nan_is_best")) {
      EXPECT_NE(ours.restored, keras.restored) << c;
    } else {
      EXPECT_EQ(ours, keras) << c;
    }
  }
}

TEST(ReduceLrOnPlateau, AgreesWithKeras) {
  for (const auto& c : golden("reduce_lr_on_plateau")) {
    ASSERT_FALSE(c.at("nan_is_best")) << c;
    const TrainOptions options{.learning_rate = c.at("lr"),
                               .monitor = c.at("monitor"),
                               .plateau_patience = c.at("patience"),
                               .plateau_factor = c.at("factor"),
                               .plateau_min_delta = c.at("min_delta"),
                               .cooldown = c.at("cooldown"),
                               .min_learning_rate = c.at("min_lr")};
    EXPECT_EQ(run_plateau(options, metric_values(c)), c.at("rates").get<std::vector<double>>()) << c;
  }
}

}  // namespace
}  // namespace taxon
