#include "train/history.h"

#include <fmt/format.h>

#include <cmath>
#include <iterator>

namespace taxon {
namespace {

template <class Number>
std::string cell(Number value) {
  return std::isnan(value) ? "" : fmt::format("{}", value);
}

}  // namespace

std::string history_csv(std::span<const EpochRecord> history) {
  std::string csv = "epoch,loss,accuracy,val_loss,val_accuracy,learning_rate,seconds\n";
  for (const auto& epoch : history) {
    fmt::format_to(std::back_inserter(csv), "{},{},{},{},{},{},{:.3f}\n", epoch.epoch, cell(epoch.loss),
                   cell(epoch.accuracy), cell(epoch.val_loss), cell(epoch.val_accuracy),
                   cell(static_cast<float>(epoch.learning_rate)), epoch.seconds);
  }
  return csv;
}

}  // namespace taxon
