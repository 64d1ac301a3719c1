#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace taxon {

// Where a figure lies in 95 of 100 resamples of the texts: the bootstrap's percentiles, of 1,000 resamples
// (Efron and Tibshirani, "An introduction to the bootstrap", 1993, chapter 13). How far other texts of the
// same kind may shift it; not how far another training would.
struct Interval {
  double low = 0, high = 0;
};

// How well one class is found. Where a figure's denominator is 0, the figure is 0.
struct ClassFigures {
  std::string label;
  double precision = 0, recall = 0, f1 = 0;
  std::int64_t support = 0;      // texts of the class
  double average_precision = 0;  // of a multi-label model only
};

// The answers whose probability lies in (low, high]. Of well calibrated ones the mean probability is the
// accuracy.
struct ReliabilityBin {
  double low = 0, high = 0;
  std::int64_t texts = 0;
  double probability = 0;  // mean; 0 without texts
  double accuracy = 0;     // share that is right; 0 without texts
};

// What is left when answers below a probability are rejected (option reject-below).
struct AnsweredShare {
  double share = 0;         // of the texts that are answered
  double reject_below = 0;  // answers less probable than this are rejected; as the option takes it
  std::int64_t texts = 0;   // that are answered: all whose probability reaches it
  double accuracy = 0;      // of those; 0 where there are none
};

// How well a model does on labelled texts: the figures of `taxon evaluate`.
struct Evaluation {
  std::int64_t n = 0;   // texts
  double loss = 0;      // mean cross-entropy; of a multi-label model binary cross-entropy
  double accuracy = 0;  // of a multi-label model the share of (text, class) pairs that are right at 0.5
  double macro_f1 = 0;  // mean F1 of the classes: of those that occur or are answered; multi-label: of all
  Interval macro_f1_interval = {};
  std::vector<ClassFigures> classes = {};

  // Of a model of one label a text only.
  Interval accuracy_interval = {};
  std::int64_t macro_f1_classes = 0;  // the classes that macro_f1 is the mean of
  // Expected calibration error: how far the answers' probabilities are from how often they are right, over
  // the bins of `reliability` (Guo et al., "On calibration of modern neural networks", 2017).
  double calibration_error = 0;
  std::vector<ReliabilityBin> reliability = {};  // 15 of equal width
  std::vector<AnsweredShare> answered = {};      // to answer 100, 95, 90, 80, 70 and 50 % of the texts
  std::optional<AnsweredShare> rejecting =
      std::nullopt;  // at the model's own reject_below(), where it has one
  std::vector<std::int64_t> confusion =
      {};  // (classes, classes), row-major; rows: true class, columns: answer

  // Of a multi-label model only.
  double subset_accuracy = 0;  // share of texts that get exactly their labels
  Interval subset_accuracy_interval = {};
  double micro_f1 = 0, micro_average_precision = 0, macro_average_precision = 0;
  Interval micro_f1_interval = {};
};

// Two models on the same texts. Right is a text that gets its label or, of multi-label models, exactly its
// labels.
struct Comparison {
  Evaluation a, b;
  std::int64_t both_right = 0, only_a_right = 0, only_b_right = 0, both_wrong = 0;  // texts
  // McNemar's exact test, two-sided: how probable a difference as large as theirs, or larger, is between
  // models that are equally good.
  double p_value = 1;
};

}  // namespace taxon
