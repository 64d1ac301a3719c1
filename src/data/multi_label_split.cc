#include "data/multi_label_split.h"

#include <array>
#include <numeric>
#include <set>
#include <utility>
#include <vector>

#include "base/error.h"
#include "data/numpy_random.h"

namespace taxon {
namespace {

constexpr const char* kField = "valid-fraction";
constexpr std::size_t kTrain = 0, kValid = 1;

using PerPart = std::array<double, 2>;

class Stratifier {
 public:
  Stratifier(const RaggedLabels& labels, std::size_t classes, double fraction, std::vector<std::size_t> order)
      : labels_(labels), order_(std::move(order)), members_(classes), left_(classes), train_count_(classes) {
    for (const std::size_t text : order_) {
      for (const auto label : labels[text]) members_[static_cast<std::size_t>(label)].push_back(text);
    }
    const auto shares = [&](std::size_t n) {
      const auto count = static_cast<double>(n);
      return PerPart{count * (1.0 - fraction), count * fraction};
    };
    lacking_texts_ = shares(labels.size());
    for (std::size_t c = 0; c < classes; ++c) {
      lacking_.push_back(shares(members_[c].size()));
      left_[c] = members_[c].size();
      if (left_[c] > 0) queue_.emplace(left_[c], c);
    }
    placed_.assign(labels.size(), false);
  }

  Split run() {
    while (!queue_.empty()) {
      const std::size_t label = queue_.begin()->second;
      for (const std::size_t text : members_[label]) {
        if (!placed_[text]) put(text, must_train(text) ? kTrain : better_part(lacking_[label]));
      }
    }
    for (const std::size_t text : order_) {
      if (!placed_[text]) put(text, better_part(lacking_texts_));
    }
    return std::move(split_);
  }

 private:
  std::size_t better_part(const PerPart& lacking) const {
    if (lacking[kTrain] != lacking[kValid]) return lacking[kTrain] > lacking[kValid] ? kTrain : kValid;
    return lacking_texts_[kTrain] >= lacking_texts_[kValid] ? kTrain : kValid;
  }

  // Whether the text is the last chance of one of its labels.
  bool must_train(std::size_t text) const {
    for (const auto label : labels_[text]) {
      const auto c = static_cast<std::size_t>(label);
      if (train_count_[c] == 0 && left_[c] == 1) return true;
    }
    return false;
  }

  void put(std::size_t text, std::size_t part) {
    placed_[text] = true;
    (part == kTrain ? split_.train : split_.valid).push_back(text);
    lacking_texts_[part] -= 1.0;
    for (const auto label : labels_[text]) {
      const auto c = static_cast<std::size_t>(label);
      lacking_[c][part] -= 1.0;
      train_count_[c] += part == kTrain ? 1 : 0;
      queue_.erase({left_[c], c});
      if (--left_[c] > 0) queue_.emplace(left_[c], c);
    }
  }

  const RaggedLabels& labels_;
  std::vector<std::size_t> order_;
  std::vector<std::vector<std::size_t>> members_;        // texts of each label, in order_'s order
  std::vector<std::size_t> left_;                        // of each label, texts that have no part yet
  std::vector<std::size_t> train_count_;                 // of each label
  std::set<std::pair<std::size_t, std::size_t>> queue_;  // (left, label) of labels with texts left
  std::vector<PerPart> lacking_;  // of each label, texts that the parts should still get
  PerPart lacking_texts_{};
  std::vector<bool> placed_;
  Split split_;
};

}  // namespace

Split iterative_split(const RaggedLabels& labels, std::size_t classes, double fraction, std::uint32_t seed) {
  if (!(fraction > 0 && fraction < 1)) throw Error({.field = kField}, "must be above 0 and below 1");
  NumpyRandom random(seed);
  std::vector<std::size_t> order(labels.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  random.shuffle(order);
  Split split = Stratifier(labels, classes, fraction, std::move(order)).run();
  if (split.train.empty() || split.valid.empty()) {
    throw Error({.field = kField}, "of " + std::to_string(labels.size()) + " texts, none would be a " +
                                       (split.valid.empty() ? "validation" : "training") +
                                       " text; choose another fraction or add texts");
  }
  random.shuffle(split.train);
  random.shuffle(split.valid);
  return split;
}

}  // namespace taxon
