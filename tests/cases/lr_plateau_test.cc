#include "cases/cases.h"
#include "train/callback_runs.h"

namespace taxon {
namespace {

// The losses of the epochs, and Keras 3.15.1's learning rates after each; the same cases stand in
// tests/golden/callbacks.json, which it made.
struct RateCase {
  int row = 0;
  const char* name = "";
  TrainOptions options = {};
  std::vector<double> losses = {}, rates = {};
};
void PrintTo(const RateCase& rate_case, std::ostream* out) {
  *out << testing::PrintToString(rate_case.losses);
}

// Starts at 1 and halves.
TrainOptions halving(int patience, int cooldown = 0) {
  return {.learning_rate = 1, .plateau_patience = patience, .plateau_factor = .5, .cooldown = cooldown};
}

const std::vector<double> kOnes(9, 1.0);
// The rate is a float, as in Keras.
constexpr double kThousandth = static_cast<double>(.001F);

const std::vector<RateCase> kRows = {
    {124, "cooldown_of_2", halving(2, 2), kOnes, {1, 1, .5, .5, .5, .25, .25, .25, .125}},
    {124, "cooldown_of_1", halving(2, 1), kOnes, {1, 1, .5, .5, .25, .25, .125, .125, .0625}},
    {125, "patience_1", halving(1), {1, 1, 1}, {1, .5, .25}},
    {125, "patience_0", halving(0), {1, 1, 1}, {1, .5, .25}},
    {127,
     "never_raised_to_its_lower_bound",
     {.learning_rate = .001, .plateau_patience = 1, .min_learning_rate = .01},
     {1, 1, 1, 1},
     {kThousandth, kThousandth, kThousandth, kThousandth}},
    {128, "small_gains_do_not_reset", halving(2), {1, .99995, .9999, .99985}, {1, 1, .5, .5}},
};

class LrPlateau : public ProgramTest, public testing::WithParamInterface<RateCase> {};
TEST_P(LrPlateau, row) {
  EXPECT_EQ(run_plateau(GetParam().options, GetParam().losses), GetParam().rates);
}
INSTANTIATE_TEST_SUITE_P(, LrPlateau, testing::ValuesIn(kRows), RowName());

TEST_F(LrPlateau, row_127_warns_where_the_rate_can_never_fall) {
  const auto outcome = train(path("m"), {"--patience", "2", "--plateau-patience", "5"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_NE(outcome.err.find("note: the learning rate can never fall"), std::string::npos) << outcome.err;
  EXPECT_EQ(train(path("m")).err.find("can never fall"), std::string::npos);
}

}  // namespace
}  // namespace taxon
