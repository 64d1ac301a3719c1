#include "cli/load_data.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <map>

#include "base/error.h"
#include "cli/continued_model.h"
#include "data/duplicates.h"
#include "data/paths.h"
#include "data/split.h"

namespace taxon {
namespace {

Dataset read_and_tell(std::span<const std::string> paths, const ReadOptions& options) {
  Dataset data = read_dataset(paths, options);
  for (const auto& note : data.notes) {
    fmt::print(stderr, "note: {}: {}: {}{}\n", paths_text(paths), note.what, note.count,
               note.first.empty() ? "" : ", the first at " + note.first);
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
      throw Error(fmt::format(
          "{}: class {} is none of the {} that the training data have; correct or remove it", data.sources[i],
          quoted_name(data.classes[static_cast<std::size_t>(label)]), classes.size()));
    }
  }
  data.labels = renumber(data.labels, new_number);
  data.classes.assign(classes.begin(), classes.end());
}

void tell_of_duplicates(const TrainingData& data) {
  const auto report = find_duplicates(data.train, data.valid ? &*data.valid : nullptr);
  if (report.valid_also_in_train > 0) {
    fmt::print(stderr, "note: {} of {} validation texts are also in the training part; its figures flatter\n",
               report.valid_also_in_train, data.valid->size());
  }
  if (!report.labelled_unlike.empty()) {
    fmt::print(stderr, "note: {} texts stand under more than one class\n", report.labelled_unlike.size());
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

// Takes the validation part out of the training texts.
void split_off(TrainingData& data, const Settings& settings) {
  const auto split = stratified_split(data.train.single_labels(), data.train.classes, settings.valid_fraction,
                                      settings.split_seed);
  data.valid = take(data.train, split.valid);
  auto notes = std::move(data.train.notes);
  data.train = take(data.train, split.train);
  data.train.notes = std::move(notes);
}

}  // namespace

TrainingData load_training_data(const Settings& settings, const std::vector<std::string>& known_classes) {
  check_validation_options(settings);
  TrainingData data{.train = read_and_tell(settings.data, settings.read), .valid = {}};
  const auto classes = joined_classes(known_classes, data.train.classes);
  if (classes.size() < 2) {
    throw Error({.file = paths_text(settings.data)},
                fmt::format("need 2 classes, and all {} texts are of {}; add texts of another class",
                            data.train.size(), quoted_name(data.train.classes.front())));
  }
  if (settings.valid_fraction > 0) {
    split_off(data, settings);
  } else if (!settings.valid.empty()) {
    data.valid = read_and_tell(settings.valid, settings.read);
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

Dataset load_evaluation_data(const Settings& settings, std::span<const std::string> classes) {
  Dataset data = read_and_tell(settings.data, settings.read);
  if (settings.valid_fraction > 0) {
    const auto split =
        stratified_split(data.single_labels(), data.classes, settings.valid_fraction, settings.split_seed);
    data = take(data, split.valid);
  }
  if (data.size() == 0) {
    throw Error({.file = paths_text(settings.data)}, "0 labelled examples; give texts to judge the model by");
  }
  take_classes(data, classes);
  return data;
}

}  // namespace taxon
