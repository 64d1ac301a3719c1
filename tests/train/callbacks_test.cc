#include "train/callbacks.h"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "train/callback_runs.h"

namespace taxon {
namespace {

TEST(Monitor, UnknownNameListsTheNames) {
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

TEST(ReduceLrOnPlateau, WarnsWhereTheRateCanNeverFall) {
  TrainOptions options{.patience = 2, .plateau_patience = 5};
  EXPECT_EQ(why_rate_never_falls(options),
            "the learning rate can never fall: training stops after --patience 2 before --plateau-patience 5 "
            "has passed");
  options.start_from_epoch = 4;
  EXPECT_EQ(why_rate_never_falls(options), "");
  EXPECT_EQ(why_rate_never_falls(TrainOptions{}), "");
  EXPECT_NE(why_rate_never_falls(TrainOptions{.learning_rate = .001, .min_learning_rate = .01}), "");
  EXPECT_EQ(why_rate_never_falls(TrainOptions{.patience = 2, .plateau_patience = -1}), "");
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
