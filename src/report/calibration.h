#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "report/judged_texts.h"

namespace taxon {

// The answers whose probability lies in (low, high].
struct CalibrationBin {
  double low = 0, high = 0;
  std::int64_t texts = 0;
  double probability = 0;  // their mean; 0 where there are none
  double accuracy = 0;     // share that is right; 0 where there are none
};

// 15 bins of equal width over [0, 1], in order (Guo et al., "On calibration of modern neural networks", 2017,
// section 2: the reliability diagram).
std::vector<CalibrationBin> calibration_bins(std::span<const JudgedText> texts);

// Expected calibration error (there too): the mean of |accuracy - probability| over the bins, by their texts.
// 0 without texts.
double calibration_error(std::span<const CalibrationBin> bins);

// What is left when answers below a probability are rejected: the risk-coverage curve of selective
// classification (El-Yaniv and Wiener, "On the foundations of noise-free selective classification", 2010),
// with accuracy for risk.
struct Answering {
  double share = 0;        // of the texts that are answered
  float reject_below = 0;  // answers less probable than this are rejected
  std::int64_t texts = 0;  // that are answered
  double accuracy = 0;     // of those; 0 where there are none
};

// Where answers less probable than reject_below are rejected.
Answering answering_at(std::span<const JudgedText> texts, float reject_below);

// To answer 100, 95, 90, 80, 70 and 50 % of the texts, rounded up to whole texts. `share` is that share;
// where several texts have the very probability of the bound, `texts` is more. 100 % reject below 0.
std::vector<Answering> answering_shares(std::span<const JudgedText> texts);

}  // namespace taxon
