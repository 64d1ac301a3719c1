#include <algorithm>
#include <utility>

#include "cli/check_report.h"

namespace taxon {
namespace {

constexpr std::size_t kExamples = 3;  // of each finding

// Both parts as one list.
class Parts {
 public:
  Parts(const Dataset& train, const Dataset* valid) : train_(train), valid_(valid) {}

  bool in_train(std::size_t position) const { return position < train_.size(); }
  const std::string& source(std::size_t position) const {
    return in_train(position) ? train_.sources[position] : valid_->sources[position - train_.size()];
  }
  std::string labels(std::size_t position) const {
    const auto numbers =
        in_train(position) ? train_.labels[position] : valid_->labels[position - train_.size()];
    std::string names;
    for (const auto number : numbers) {
      names += (names.empty() ? "" : ", ") + train_.classes[static_cast<std::size_t>(number)];
    }
    return names;
  }

 private:
  const Dataset& train_;
  const Dataset* valid_;
};

void add_example(Finding& finding, FindingExample example) {
  ++finding.count;
  if (finding.examples.size() < kExamples) finding.examples.push_back(std::move(example));
}

void add_pair(Finding& finding, const Parts& parts, std::size_t earlier, std::size_t later,
              std::optional<double> similarity = {}) {
  add_example(finding, {{parts.source(earlier), parts.source(later)}, {}, similarity});
}

void add_class(Finding& finding, const std::string& label) {
  add_example(finding, {{}, {label}, {}});
}

Finding empty_texts(const Parts& parts, const DataCheck& check) {
  Finding finding{"empty_texts", "texts are empty or blank", 0, {}};
  for (const auto position : check.empty) add_example(finding, {{parts.source(position)}, {}, {}});
  return finding;
}

std::vector<Finding> duplicates(const Parts& parts, const DataCheck& check) {
  Finding exact{"exact_duplicates", "texts repeat an earlier one, byte for byte", 0, {}};
  Finding words{
      "same_words", "texts have the words of an earlier one: only case, blanks or punctuation differ", 0, {}};
  Finding near{
      "near_duplicates",
      "texts nearly repeat an earlier one: 80 % or more of the pairs of neighbouring words are the same",
      0,
      {}};
  for (const auto& pair : check.exact.repeats) add_pair(exact, parts, pair.earlier, pair.later);
  for (const auto& pair : check.near) {
    add_pair(pair.same_words ? words : near, parts, pair.earlier, pair.text, pair.similarity);
  }
  return {exact, words, near};
}

Finding several_labels(const Parts& parts, const DataCheck& check) {
  Finding finding{"several_labels", "texts come again under another label", 0, {}};
  for (const auto& pair : check.exact.labelled_unlike) {
    add_example(finding, {{parts.source(pair.earlier), parts.source(pair.later)},
                          {parts.labels(pair.earlier), parts.labels(pair.later)},
                          {}});
  }
  return finding;
}

std::vector<Finding> validation_in_training(const Parts& parts, const DataCheck& check) {
  Finding exact{
      "valid_in_train", "validation texts are also training texts, byte for byte; scores flatter", 0, {}};
  Finding near{
      "valid_near_train", "validation texts repeat or nearly repeat the words of a training text", 0, {}};
  for (const auto& pair : check.exact.repeats) {
    if (parts.in_train(pair.earlier) && !parts.in_train(pair.later)) {
      add_pair(exact, parts, pair.earlier, pair.later);
    }
  }
  for (const auto& pair : check.near) {
    if (parts.in_train(pair.earlier) && !parts.in_train(pair.text)) {
      add_pair(near, parts, pair.earlier, pair.text, pair.similarity);
    }
  }
  return {exact, near};
}

std::vector<Finding> labels(const Dataset& train, const DataCheck& check) {
  Finding similar{"similar_labels", "groups of labels differ only by case or blanks", 0, {}};
  for (const auto& group : check.similar_labels) {
    FindingExample example;
    for (const auto c : group) example.labels.push_back(train.classes[static_cast<std::size_t>(c)]);
    add_example(similar, std::move(example));
  }
  Finding lone{
      "lone_labels", "labels have one training text only; --valid-fraction needs two of each", 0, {}};
  Finding unseen{
      "valid_only_labels", "labels have validation texts but no training text; train refuses them", 0, {}};
  for (std::size_t c = 0; c < train.classes.size(); ++c) {
    if (check.train_texts[c] == 1) add_class(lone, train.classes[c]);
    if (check.train_texts[c] == 0) add_class(unseen, train.classes[c]);
  }
  return {similar, lone, unseen};
}

// The readers' note of bad bytes, as a finding.
Finding bad_bytes(const Dataset& train, const Dataset* valid) {
  Finding finding{
      "bad_bytes", "sequences of bytes are not in the encoding (--encoding); train refuses them", 0, {}};
  for (const Dataset* data : {&train, valid}) {
    if (!data) continue;
    for (const auto& note : data->notes) {
      if (note.what != kBadBytesNote) continue;
      finding.count += note.count;
      finding.examples.push_back({{note.first}, {}, {}});
    }
  }
  return finding;
}

}  // namespace

std::vector<Finding> findings_of(const Dataset& train, const Dataset* valid, const DataCheck& check) {
  const Parts parts(train, valid);
  std::vector<Finding> findings = {bad_bytes(train, valid), empty_texts(parts, check)};
  const auto add = [&](std::vector<Finding> more) {
    findings.insert(findings.end(), std::make_move_iterator(more.begin()),
                    std::make_move_iterator(more.end()));
  };
  add(duplicates(parts, check));
  findings.push_back(several_labels(parts, check));
  add(labels(train, check));
  if (valid) add(validation_in_training(parts, check));
  return findings;
}

}  // namespace taxon
