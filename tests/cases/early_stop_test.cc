#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>

#include "base/files.h"
#include "cases/cases.h"
#include "train/callback_runs.h"

namespace taxon {
namespace {

// The figures of the epochs, and where Keras 3.15.1 stops; the same cases stand in
// tests/golden/callbacks.json, which it made.
struct StopCase {
  int row = 0;
  const char* name = "";
  TrainOptions options = {};
  std::vector<double> values = {};
  Stop stop = {};
};
void PrintTo(const StopCase& stop_case, std::ostream* out) {
  *out << stop_case.options.monitor << " " << testing::PrintToString(stop_case.values);
}

const std::vector<StopCase> kRows = {
    {112, "patience_0_goes_on_while_it_improves", {.patience = 0}, {.5, .4, .3}, {0, 3}},
    {112, "patience_0_stops_without_improvement", {.patience = 0}, {.5, .5, .5}, {2, 1}},
    {113, "patience_0_stops", {.patience = 0}, {.5, .6, .7}, {2, 1}},
    {115, "first_epoch_is_not_bad", {.patience = 1}, {.5, .4}, {0, 2}},
    // Here Keras differs: it takes a first NaN for its best, stops after epoch 3 and restores epoch 1.
    {116, "nan_first_is_never_best", {.patience = 2}, {kNaN, .5, .4, .3, .2}, {0, 5}},
    {116, "nothing_but_nan_restores_nothing", {.patience = 2}, {kNaN, kNaN, kNaN}, {2, 0}},
    {118, "nan_in_the_middle", {.patience = 2}, {.5, kNaN, .4, kNaN, kNaN, kNaN}, {5, 3}},
    {119, "warm_up_longer_than_the_run", {.start_from_epoch = 10}, {.3, .2, .1}, {0, 0}},
    {119, "warm_up", {.patience = 0, .start_from_epoch = 3}, {.1, .2, .3, .4, .5}, {5, 4}},
    {121, "best_epoch_is_the_restored_one", {.patience = 2}, {.9, .7, .8, .85}, {4, 2}},
    {122, "accuracy_rises", {.monitor = "accuracy", .patience = 2}, {.5, .6, .6, .6}, {4, 2}},
};

class EarlyStop : public ProgramTest, public testing::WithParamInterface<StopCase> {};
TEST_P(EarlyStop, row) {
  EXPECT_EQ(run_early_stopping(GetParam().options, GetParam().values), GetParam().stop);
}
INSTANTIATE_TEST_SUITE_P(, EarlyStop, testing::ValuesIn(kRows), RowName());

// The smallest number of a history's column.
double least_in_column(const std::string& csv, std::size_t column) {
  double least = std::numeric_limits<double>::infinity();
  std::size_t begin = csv.find('\n') + 1;
  for (std::size_t end = 0; begin < csv.size(); begin = end + 1) {
    end = csv.find('\n', begin);
    std::size_t cell = begin;
    for (std::size_t i = 0; i < column; ++i) cell = csv.find(',', cell) + 1;
    least = std::min(least, std::stod(csv.substr(cell, csv.find(',', cell) - cell)));
  }
  return least;
}

TEST_F(EarlyStop, row_121_saved_model_has_the_best_loss_again) {
  const auto outcome = train(path("m"), {"--valid-fraction", "0.25", "--learning-rate", "0.3", "--patience",
                                         "2", "--epochs", "50", "--history", path("h.csv")});
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_NE(outcome.out.find("stopped early"), std::string::npos) << outcome.out;
  const auto judged = run({"evaluate", path("m"), path("data"), "--valid-fraction", "0.25", "--json"});
  EXPECT_NEAR(nlohmann::json::parse(judged.out).at("loss").get<double>(),
              least_in_column(read_file(path("h.csv")), 3), 1e-6);
}

TEST_F(EarlyStop, row_122_unknown_figure_lists_the_known) {
  expect_refused(run({"train", "d", "--out", path("m"), "--monitor", "val_acc"}),
                 "--monitor: 'val_acc' is none of val_loss|val_accuracy|loss|accuracy");
}

}  // namespace
}  // namespace taxon
