#include "taxon/text_set.h"

#include <string_view>
#include <utility>

#include "api/checks.h"
#include "api/guard.h"
#include "api/library_options.h"
#include "api/text_set_state.h"
#include "api/training_data.h"
#include "base/check.h"
#include "data/dataset_builder.h"
#include "data/readers.h"

namespace taxon {
namespace {

void require_as_many(std::size_t texts, std::size_t labels) {
  if (texts == labels) return;
  throw Error(std::to_string(texts) + " texts and the labels of " + std::to_string(labels) +
              "; give the labels of each text");
}

// labels_of(i): what the labels of text i are, a range of strings.
template <class LabelsOf>
Dataset collect(std::vector<std::string> texts, bool multi_label, const LabelsOf& labels_of) {
  require_utf8(texts);
  DatasetBuilder builder;
  builder.data.multi_label = multi_label;
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const auto labels = labels_of(i);
    names.assign(labels.begin(), labels.end());
    for (const auto name : names) {
      if (name.empty())
        throw Error("text " + std::to_string(i) + " has a label that is empty; name its class");
    }
    builder.add(names, std::move(texts[i]), "text " + std::to_string(i));
  }
  return builder.finish();
}

}  // namespace

TextSet::TextSet(std::unique_ptr<State> state) : state_(std::move(state)) {}
TextSet::~TextSet() = default;
TextSet::TextSet(TextSet&& other) noexcept = default;
TextSet& TextSet::operator=(TextSet&& other) noexcept = default;

TextSet TextSet::read(const std::vector<std::string>& paths, const Options& options) {
  return guarded([&] {
    const Settings settings = library_settings(options, kReadTexts);
    if (paths.empty()) throw Error("no path given; name files or folders of labelled texts");
    return TextSet(std::make_unique<State>(State{read_dataset(paths, settings.read), settings.given}));
  });
}

TextSet TextSet::from_labels(std::vector<std::string> texts, std::span<const std::string> labels) {
  return guarded([&] {
    require_as_many(texts.size(), labels.size());
    const auto labels_of = [&](std::size_t i) { return labels.subspan(i, 1); };
    return TextSet(std::make_unique<State>(State{collect(std::move(texts), false, labels_of), {}}));
  });
}

TextSet TextSet::from_label_sets(std::vector<std::string> texts,
                                 std::span<const std::vector<std::string>> label_sets) {
  return guarded([&] {
    require_as_many(texts.size(), label_sets.size());
    const auto labels_of = [&](std::size_t i) { return std::span(label_sets[i]); };
    return TextSet(std::make_unique<State>(State{collect(std::move(texts), true, labels_of), {}}));
  });
}

TextSplit TextSet::split(double fraction, std::uint32_t seed) && {
  return guarded([&] {
    if (size() == 0) throw Error("there is no text to split; give some");
    Settings settings;
    settings.valid_fraction = fraction;
    settings.split_seed = seed;
    TrainingData parts{.train = std::move(state_->data), .valid = {}};
    try {
      split_off(settings, parts);
    } catch (...) {
      state_->data = std::move(parts.train);
      throw;
    }
    const auto set_of = [&](Dataset data) {
      return TextSet(std::make_unique<State>(State{std::move(data), state_->given}));
    };
    return TextSplit{set_of(std::move(parts.train)), set_of(std::move(*parts.valid))};
  });
}

std::size_t TextSet::size() const {
  return state_->data.size();
}

bool TextSet::multi_label() const {
  return state_->data.multi_label;
}

std::span<const std::string> TextSet::texts() const {
  return state_->data.texts;
}

std::span<const std::string> TextSet::classes() const {
  return state_->data.classes;
}

std::span<const std::int32_t> TextSet::labels(std::size_t i) const {
  TAXON_CHECK(i < size());
  return state_->data.labels[i];
}

std::vector<std::string> TextSet::notes() const {
  std::vector<std::string> notes;
  for (const auto& note : state_->data.notes) notes.push_back(note_text(note));
  return notes;
}

}  // namespace taxon
