#pragma once

#include <string>
#include <vector>

#include "taxon/train.h"

namespace taxon {

// Texts of two classes whose words tell them apart, every other one of each.
struct TextsAndLabels {
  std::vector<std::string> texts, labels;
};

inline TextsAndLabels two_classes(int of_each = 12) {
  TextsAndLabels data;
  for (int i = 0; i < of_each; ++i) {
    data.texts.push_back("the goalie made " + std::to_string(i) + " saves on the ice");
    data.labels.emplace_back("hockey");
    data.texts.push_back("the rocket reached orbit " + std::to_string(i));
    data.labels.emplace_back("space");
  }
  return data;
}

inline TextSet two_class_set(int of_each = 12) {
  const auto data = two_classes(of_each);
  return TextSet::from_labels(data.texts, data.labels);
}

// Options that make a small network and a short training.
inline Options small(const Options& more = {}) {
  Options options = {{"preset", "notebook"}, {"epochs", "3"}, {"embed-dim", "16"}, {"key-dim", "16"},
                     {"ff-dim", "8"},        {"maxlen", "8"}, {"threads", "2"}};
  options.insert(options.end(), more.begin(), more.end());
  return options;
}

// Texts of hockey, of space, of both and of neither.
inline TextSet many_label_set(int of_each = 8) {
  std::vector<std::string> texts;
  std::vector<std::vector<std::string>> labels;
  for (int i = 0; i < of_each; ++i) {
    const std::string number = std::to_string(i);
    texts.insert(texts.end(), {"goalie ice " + number, "rocket orbit " + number,
                               "goalie ice rocket orbit " + number, "nothing of either " + number});
    labels.insert(labels.end(), {{"hockey"}, {"space"}, {"space", "hockey"}, {}});
  }
  return TextSet::from_label_sets(texts, labels);
}

// Trained long enough to know the words of two_classes().
inline Model small_model() {
  const Options thorough = {
      {"epochs", "20"}, {"batch-size", "4"}, {"learning-rate", "0.01"}, {"dropout", "0"}};
  return train({.texts = two_class_set(), .options = small(thorough)}).model;
}

}  // namespace taxon
