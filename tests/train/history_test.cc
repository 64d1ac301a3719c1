#include "train/history.h"

#include <gtest/gtest.h>

#include <clocale>
#include <limits>
#include <locale>

namespace taxon {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// A locale with a decimal comma, without asking the machine for one.
struct DecimalComma : std::numpunct<char> {
  char do_decimal_point() const override { return ','; }
};

TEST(HistoryCsv, WritesALineAnEpoch) {
  const EpochRecord first{.epoch = 1,
                          .loss = 1.5,
                          .accuracy = .625,
                          .val_loss = .1,
                          .val_accuracy = 1,
                          .learning_rate = static_cast<double>(1e-3F),
                          .seconds = 12.34567};
  const EpochRecord second{.epoch = 2,
                           .loss = 1.0 / 3,
                           .accuracy = .75,
                           .val_loss = kNaN,
                           .val_accuracy = kNaN,
                           .learning_rate = static_cast<double>(1e-4F),
                           .seconds = 7};
  EXPECT_EQ(history_csv(std::vector{first, second}),
            "epoch,loss,accuracy,val_loss,val_accuracy,learning_rate,seconds\n"
            "1,1.5,0.625,0.1,1,0.001,12.346\n"
            "2,0.3333333333333333,0.75,,,0.0001,7.000\n");
}

TEST(HistoryCsv, Case140KeepsThePointInEveryLocale) {
  const std::vector<EpochRecord> history{{.epoch = 1, .loss = 1.5, .learning_rate = .5, .seconds = .25}};
  const auto plain = history_csv(history);
  const std::locale before = std::locale::global(std::locale(std::locale(), new DecimalComma));
  std::setlocale(LC_ALL, "de_DE.UTF-8");  // where the machine has it, the C library's side as well
  const auto with_comma = history_csv(history);
  std::setlocale(LC_ALL, "C");
  std::locale::global(before);
  EXPECT_EQ(with_comma, plain);
}

}  // namespace
}  // namespace taxon
