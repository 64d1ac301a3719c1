#include "api/training_data.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <utility>

#include "base/error.h"
#include "data/duplicates.h"
#include "data/multi_label_split.h"
#include "data/split.h"

namespace taxon {
namespace {

void take_classes(Dataset& data, std::span<const std::string> classes) {
  data.labels = labels_among(data, classes, "the training data have");
  data.classes.assign(classes.begin(), classes.end());
}

// Refuses texts of several labels or none where one each is asked for; `why` says so.
void require_single_labels(const Dataset& data, const char* why) {
  if (!data.multi_label) return;
  std::size_t text = 0;
  while (text + 1 < data.size() && data.labels[text].size() == 1) ++text;
  throw Error({.file = data.sources[text]},
              fmt::format("labels come as lists, here one of {}, but {}; give texts with one label each",
                          data.labels[text].size(), why));
}

[[noreturn]] void refuse_too_few_classes(const Dataset& data, const std::string& name) {
  if (data.size() == 0) throw Error({.file = name}, "there is no text to train on");
  if (data.classes.empty())
    throw Error({.file = name}, "need 2 classes, and no text has a label; add labels");
  throw Error({.file = name},
              fmt::format("need 2 classes, and all {} texts are of {}; add texts of another class",
                          data.size(), quoted_name(data.classes.front())));
}

void note_duplicates(const TrainingData& data, std::vector<std::string>& notes) {
  const auto report = find_duplicates(data.train, data.valid ? &*data.valid : nullptr);
  if (report.valid_also_in_train > 0) {
    notes.push_back(
        fmt::format("{} of {} validation texts are also in the training part; its figures flatter",
                    report.valid_also_in_train, data.valid->size()));
  }
  if (!report.labelled_unlike.empty()) {
    notes.push_back(fmt::format(
        "{} texts {}", report.labelled_unlike.size(),
        data.train.multi_label ? "come again with other labels" : "stand under more than one class"));
  }
}

// The same split for the same data and seed, of either kind.
Split split(const Settings& settings, const Dataset& data) {
  return data.multi_label
             ? iterative_split(data.labels, data.classes.size(), settings.valid_fraction, settings.split_seed)
             : stratified_split(data.single_labels(), data.classes, settings.valid_fraction,
                                settings.split_seed);
}

}  // namespace

std::vector<std::string> joined_classes(std::span<const std::string> known,
                                        std::span<const std::string> found) {
  std::vector<std::string> joined(known.begin(), known.end());
  for (const auto& name : std::set<std::string>(found.begin(), found.end())) {
    if (std::find(known.begin(), known.end(), name) == known.end()) joined.push_back(name);
  }
  return joined;
}

void refuse_two_validation_parts(const Settings& settings, bool has_valid) {
  if (has_valid && settings.valid_fraction > 0) {
    throw Error({.field = "--valid-fraction"},
                "asks for validation texts, and others are given; give one of them");
  }
}

void split_off(const Settings& settings, TrainingData& data) {
  const auto parts = split(settings, data.train);
  data.valid = take(data.train, parts.valid);
  auto notes = std::move(data.train.notes);
  data.train = take(data.train, parts.train);
  data.train.notes = std::move(notes);
}

TrainingData make_training_data(const Settings& settings, Dataset train, std::optional<Dataset> valid,
                                std::span<const std::string> known_classes, const std::string& name,
                                std::vector<std::string>& notes) {
  refuse_two_validation_parts(settings, valid.has_value());
  const auto classes = joined_classes(known_classes, train.classes);
  if (train.size() == 0 || classes.size() < 2) refuse_too_few_classes(train, name);
  if (valid && valid->size() == 0) {
    throw Error("the validation set holds no texts; give some, or leave the set out");
  }
  TrainingData data{.train = std::move(train), .valid = std::move(valid)};
  if (settings.valid_fraction > 0) {
    split_off(settings, data);
  } else if (data.valid) {
    if (!data.train.multi_label) {
      require_single_labels(*data.valid, "the training texts have one label each");
    }
    data.valid->multi_label = data.train.multi_label;
  }
  if (!known_classes.empty()) take_classes(data.train, classes);
  if (data.valid) take_classes(*data.valid, classes);
  note_duplicates(data, notes);
  return data;
}

void require_judging(const Dataset& data, const Classifier& model, const std::string& name) {
  if (data.size() == 0 || data.labels.values.empty()) {
    throw Error({.file = name}, "0 labelled examples; give texts to judge the model by");
  }
  if (!model.multi_label()) {
    require_single_labels(data, "the model gives one label a text");
  } else if (!data.multi_label) {
    throw Error(
        {.file = name},
        "each text has one label, but the model was trained on texts of several; give --multi-label if "
        "those with one are right");
  }
}

Dataset evaluation_part(const Settings& settings, Dataset data) {
  return settings.valid_fraction > 0 ? take(data, split(settings, data).valid) : std::move(data);
}

RaggedLabels labels_among(const Dataset& data, std::span<const std::string> classes,
                          const std::string& whose) {
  std::map<std::string, std::int32_t> index;
  for (std::size_t i = 0; i < classes.size(); ++i) index[classes[i]] = static_cast<std::int32_t>(i);
  std::vector<std::int32_t> new_number;
  for (const auto& name : data.classes) {
    const auto it = index.find(name);
    new_number.push_back(it == index.end() ? -1 : it->second);
  }
  for (std::size_t i = 0; i < data.size(); ++i) {
    for (const auto label : data.labels[i]) {
      if (new_number[static_cast<std::size_t>(label)] >= 0) continue;
      throw Error(
          {.file = data.sources[i]},
          fmt::format("class {} is none of the {} that {}; correct or remove it",
                      quoted_name(data.classes[static_cast<std::size_t>(label)]), classes.size(), whose));
    }
  }
  return renumber(data.labels, new_number);
}

}  // namespace taxon
