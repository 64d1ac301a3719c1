#include "cli/load_data.h"

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "cli/output.h"
#include "data/paths.h"

namespace taxon {
namespace {

Dataset read_and_tell(std::span<const std::string> paths, const ReadOptions& options) {
  Dataset data = read_dataset(paths, options);
  for (const auto& note : data.notes) tell_note(printable(paths_text(paths)) + ": " + note_text(note));
  return data;
}

bool reads_standard_input(std::span<const std::string> paths) {
  return std::ranges::find(paths, kStandardInput) != paths.end();
}

void check_validation_options(const Settings& settings) {
  if (reads_standard_input(settings.data) && reads_standard_input(settings.valid)) {
    throw Error("DATA and --valid cannot both be standard input; put one of them into a file");
  }
  refuse_two_validation_parts(settings, !settings.valid.empty());
}

}  // namespace

TrainingData load_training_data(const Settings& settings, std::span<const std::string> known_classes) {
  check_validation_options(settings);
  Dataset train = read_and_tell(settings.data, settings.read);
  std::optional<Dataset> valid;
  if (!settings.valid.empty()) valid = read_and_tell(settings.valid, settings.read);
  std::vector<std::string> notes;
  auto data = make_training_data(settings, std::move(train), std::move(valid), known_classes,
                                 paths_text(settings.data), notes);
  for (const auto& note : notes) tell_note(note);
  return data;
}

TrainingData load_data_to_check(const Settings& settings) {
  check_validation_options(settings);
  ReadOptions options = settings.read;
  options.on_bad_bytes = OnBadBytes::kReplace;
  options.skip_rows = true;
  TrainingData data{.train = read_dataset(settings.data, options), .valid = {}};
  if (settings.valid_fraction > 0) {
    split_off(settings, data);
  } else if (!settings.valid.empty()) {
    data.valid = read_dataset(settings.valid, options);
    share_classes(data.train, *data.valid);
  }
  return data;
}

Dataset load_evaluation_data(const Settings& settings, const Classifier& model) {
  const auto name = paths_text(settings.data);
  Dataset data = read_and_tell(settings.data, settings.read);
  require_judging(data, model, name);
  data = evaluation_part(settings, std::move(data));
  require_judging(data, model, name);  // of what is left
  data.labels = labels_among(data, model.labels);
  data.classes = model.labels;
  return data;
}

}  // namespace taxon
