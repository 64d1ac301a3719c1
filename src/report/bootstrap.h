#pragma once

#include <cstddef>

#include "base/ragged.h"
#include "base/thread_pool.h"

namespace taxon {

// Where a figure lies in 95 of 100 resamples.
struct BootstrapInterval {
  double low = 0, high = 0;
};

struct BootstrapIntervals {
  BootstrapInterval accuracy;  // share of texts with exactly their labels
  BootstrapInterval micro_f1;  // of texts of one label the accuracy again
  BootstrapInterval macro_f1;
};

// Which classes macro-F1 is the mean of, in each resample anew.
enum class MacroClasses { kOccurring, kAll };

// 95 % intervals by the bootstrap's percentiles (Efron and Tibshirani, "An introduction to the bootstrap",
// 1993, chapter 13): 1,000 times as many texts are drawn as there are, with replacement; the interval reaches
// from the 25th to the 975th of the figures in rising order. Drawn from the counter, so the same on every
// machine and for every pool, which is borrowed for the call.
//
// truth, answers: of each text, rising, classes below `classes`; at least one text, at most 2^32 - 1.
BootstrapIntervals bootstrap_intervals(const RaggedLabels& truth, const RaggedLabels& answers,
                                       std::size_t classes, MacroClasses macro, ThreadPool& pool);

}  // namespace taxon
