#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace taxon {

// A text of one label beside what a model made of it.
struct JudgedText {
  std::int32_t truth = 0, answer = 0;  // classes
  // Of the answer: the largest of the logits' softmax, in (0, 1]. Rounded to float it is what predict shows.
  double probability = 0;
  double loss = 0;  // cross-entropy, by log-sum-exp

  bool right() const { return truth == answer; }
  // Whether it keeps its answer where less probable ones are rejected. In floats, as predict compares: a
  // bound that is read off predict's output rejects no text that stands at it.
  bool answered(float reject_below) const { return static_cast<float>(probability) >= reject_below; }
};

// logits: (labels.size(), classes), row-major; labels in [0, classes). Of equal logits the first wins.
std::vector<JudgedText> judge_texts(std::span<const float> logits, std::span<const std::int32_t> labels,
                                    std::size_t classes);

}  // namespace taxon
