#include "cli/load_data.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <map>

#include "base/error.h"
#include "cli/continued_model.h"
#include "data/duplicates.h"
#include "data/multi_label_split.h"
#include "data/paths.h"
#include "data/split.h"

namespace taxon {
namespace {

Dataset read_and_tell(std::span<const std::string> paths, const ReadOptions& options) {
  Dataset data = read_dataset(paths, options);
  for (const auto& note : data.notes) {
    fmt::print(stderr, "note: {}: {}: {}{}\n", printable(paths_text(paths)), note.what, note.count,
               note.first.empty() ? "" : ", the first at " + printable(note.first));
  }
  return data;
}

// Renumbers the labels as `classes` has them.
void take_classes(Dataset& data, std::span<const std::string> classes) {
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
      throw Error({.file = data.sources[i]},
                  fmt::format("class {} is none of the {} that the training data have; correct or remove it",
                              quoted_name(data.classes[static_cast<std::size_t>(label)]), classes.size()));
    }
  }
  data.labels = renumber(data.labels, new_number);
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

[[noreturn]] void refuse_too_few_classes(const Dataset& data, const std::string& path) {
  if (data.classes.empty())
    throw Error({.file = path}, "need 2 classes, and no text has a label; add labels");
  throw Error({.file = path},
              fmt::format("need 2 classes, and all {} texts are of {}; add texts of another class",
                          data.size(), quoted_name(data.classes.front())));
}

void tell_of_duplicates(const TrainingData& data) {
  const auto report = find_duplicates(data.train, data.valid ? &*data.valid : nullptr);
  if (report.valid_also_in_train > 0) {
    fmt::print(stderr, "note: {} of {} validation texts are also in the training part; its figures flatter\n",
               report.valid_also_in_train, data.valid->size());
  }
  if (!report.labelled_unlike.empty()) {
    fmt::print(stderr, "note: {} texts {}\n", report.labelled_unlike.size(),
               data.train.multi_label ? "come again with other labels" : "stand under more than one class");
  }
}

bool reads_standard_input(std::span<const std::string> paths) {
  return std::ranges::find(paths, kStandardInput) != paths.end();
}

void check_validation_options(const Settings& settings) {
  if (reads_standard_input(settings.data) && reads_standard_input(settings.valid)) {
    throw Error("DATA and --valid cannot both be standard input; put one of them into a file");
  }
  if (!settings.valid.empty() && settings.valid_fraction > 0) {
    throw Error("--valid and --valid-fraction both name the validation texts; give one of them");
  }
}

// The same split for the same data and seed, of either kind.
Split split(const Dataset& data, const Settings& settings) {
  return data.multi_label
             ? iterative_split(data.labels, data.classes.size(), settings.valid_fraction, settings.split_seed)
             : stratified_split(data.single_labels(), data.classes, settings.valid_fraction,
                                settings.split_seed);
}

// Takes the validation part out of the training texts.
void split_off(TrainingData& data, const Settings& settings) {
  const auto parts = split(data.train, settings);
  data.valid = take(data.train, parts.valid);
  auto notes = std::move(data.train.notes);
  data.train = take(data.train, parts.train);
  data.train.notes = std::move(notes);
}

}  // namespace

TrainingData load_training_data(const Settings& settings, const std::vector<std::string>& known_classes) {
  check_validation_options(settings);
  TrainingData data{.train = read_and_tell(settings.data, settings.read), .valid = {}};
  const auto classes = joined_classes(known_classes, data.train.classes);
  if (classes.size() < 2) refuse_too_few_classes(data.train, paths_text(settings.data));
  if (settings.valid_fraction > 0) {
    split_off(data, settings);
  } else if (!settings.valid.empty()) {
    data.valid = read_and_tell(settings.valid, settings.read);
    if (!data.train.multi_label) {
      require_single_labels(*data.valid, "the training texts have one label each");
    }
    data.valid->multi_label = data.train.multi_label;
  }
  if (!known_classes.empty()) take_classes(data.train, classes);
  if (data.valid) take_classes(*data.valid, classes);
  tell_of_duplicates(data);
  return data;
}

TrainingData load_data_to_check(const Settings& settings) {
  check_validation_options(settings);
  ReadOptions options = settings.read;
  options.on_bad_bytes = OnBadBytes::kReplace;
  options.skip_rows = true;
  TrainingData data{.train = read_dataset(settings.data, options), .valid = {}};
  if (settings.valid_fraction > 0) {
    split_off(data, settings);
  } else if (!settings.valid.empty()) {
    data.valid = read_dataset(settings.valid, options);
    share_classes(data.train, *data.valid);
  }
  return data;
}

Dataset load_evaluation_data(const Settings& settings, const Classifier& model) {
  Dataset data = read_and_tell(settings.data, settings.read);
  if (!model.multi_label()) {
    require_single_labels(data, "the model gives one label a text");
  } else if (!data.multi_label) {
    throw Error(
        {.file = paths_text(settings.data)},
        "each text has one label, but the model was trained on texts of several; give --multi-label if "
        "those with one are right");
  }
  if (settings.valid_fraction > 0) data = take(data, split(data, settings).valid);
  if (data.size() == 0 || data.labels.values.empty()) {
    throw Error({.file = paths_text(settings.data)}, "0 labelled examples; give texts to judge the model by");
  }
  take_classes(data, model.labels);
  return data;
}

}  // namespace taxon
