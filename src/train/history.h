#pragma once

#include <span>
#include <string>

#include "train/trainer.h"

namespace taxon {

// A run's history as CSV: a header line (epoch,loss,accuracy,val_loss,val_accuracy,learning_rate,seconds),
// then a line an epoch, LF at each end. Numbers are the shortest decimals that read back to the same value
// (the rate's: the same float), with '.' whatever the locale; seconds to the millisecond; NaN is an empty
// cell.
std::string history_csv(std::span<const EpochRecord> history);

}  // namespace taxon
