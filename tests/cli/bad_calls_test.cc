#include "cli/program.h"

namespace taxon {
namespace {

using BadCall = ProgramTest;

TEST_F(BadCall, NoCommand) {
  expect_refused(run({}), "no command given; choose train, tune, evaluate");
  expect_refused(run({"trian", "x"}), "'trian' is no command");
  expect_refused(run({"--quick"}), "'--quick' is no command");
}

TEST_F(BadCall, MissingArguments) {
  expect_refused(run({"train", "data"}), "--out is required");
  expect_refused(run({"train", "--out", "m"}), "DATA is required");
  expect_refused(run({"predict"}), "MODEL is required");
  expect_refused(run({"tokenize"}), "MODEL is required, or --fit");
  expect_refused(run({"train", "data", "--out", "--epochs", "3"}), "--out: needs a value before --epochs");
}

TEST_F(BadCall, MisspeltOption) {
  expect_refused(run({"train", "data", "--out", "m", "--epohcs", "3"}), "did you mean --epochs?");
  expect_refused(run({"predict", "m", "a", "b"}), "predict does not take 'b'");
  expect_refused(run({"predict", "m", "--epochs", "3"}), "predict does not take '--epochs'");
}

TEST_F(BadCall, WrongValues) {
  const auto refused = [this](const std::string& option, const std::string& value, const std::string& what) {
    expect_refused(run({"train", "data", "--out", path("m"), option, value}), option + ": " + what);
  };
  refused("--epochs", "0", "'0' is not a whole number from 1 to");
  refused("--epochs", "3.5", "'3.5' is not a whole number");
  refused("--epochs", "99999999999999999999", "'99999999999999999999' is not a whole number");
  refused("--learning-rate", "0,001", "'0,001' is not a number");
  refused("--learning-rate", "nan", "'nan' is not a number");
  refused("--dropout", "1", "'1' is not a number from 0 to below 1");
  refused("--seed", "-1", "'-1' is not a whole number");
  refused("--mask", "maybe", "'maybe' is none of on|off");
  refused("--monitor", "f1", "'f1' is none of val_loss|val_accuracy|loss|accuracy");
  refused("--format", "xml", "'xml' is not known; choose folder");
  refused("--shuffle-seed", "x", "'x' is neither none nor a whole number");
  refused("--categories", "a,,b", "has an empty name");
  refused("--oov-token", "\xff", "is not UTF-8");
}

TEST_F(BadCall, LimitsAreTaken) {
  const auto outcome =
      train(path("m"), {"--seed", "18446744073709551615", "--dropout", "0", "--epochs", "1"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
}

TEST_F(BadCall, HelpAndVersionAreNoErrors) {
  for (const Arguments& call : {Arguments{"--help"}, {"train", "--help"}, {"--version"}}) {
    const auto outcome = run(call);
    EXPECT_EQ(outcome.status, 0);
    EXPECT_EQ(outcome.err, "");
    EXPECT_NE(outcome.out, "");
  }
}

}  // namespace
}  // namespace taxon
