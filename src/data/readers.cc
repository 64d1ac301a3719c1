#include "data/readers.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <span>
#include <utility>

#include "base/check.h"
#include "base/error.h"
#include "data/dataset_builder.h"
#include "data/documents.h"
#include "data/line_readers.h"
#include "data/newsgroups.h"
#include "data/numpy_random.h"
#include "data/paths.h"
#include "data/table.h"

namespace taxon {
namespace {

template <class T>
using Names = std::span<const std::pair<std::string_view, T>>;

constexpr std::array<std::pair<std::string_view, Subset>, 3> kSubsets = {
    {{"train", Subset::kTrain}, {"test", Subset::kTest}, {"all", Subset::kAll}}};
constexpr std::array<std::pair<std::string_view, bool RemoveParts::*>, 3> kParts = {
    {{"headers", &RemoveParts::headers},
     {"footers", &RemoveParts::footers},
     {"quotes", &RemoveParts::quotes}}};

template <class T>
T look_up(Names<T> names, const char* field, std::string_view name) {
  std::string known;
  for (const auto& [known_name, value] : names) {
    if (known_name == name) return value;
    known += (known.empty() ? "" : ", ") + std::string(known_name);
  }
  throw Error({.field = field}, quoted_name(name) + " is not known; choose " + known);
}

Dataset read_as(Format format, const std::string& path, const ReadOptions& options) {
  switch (format) {
    case Format::kFolder:
      return from_class_folders(list_folder(path), options);
    case Format::kTar:
      return from_class_folders(read_tar(path), options);
    case Format::kZip:
      return from_class_folders(read_zip(path), options);
    case Format::kCsv:
    case Format::kTsv:
      return read_table(path, options, format);
    case Format::kOrangeTab:
      return read_orange_tab(path, options);
    case Format::kJsonLines:
      return read_json_lines(path, options);
    case Format::kFastText:
      return read_fasttext(path, options);
    case Format::kGuess:
      break;
  }
  return read_as(guess_format(path), path, options);
}

Dataset read_one(const std::string& path, const ReadOptions& options) {
  Dataset data = read_as(options.format, path, options);
  if (data.size() == 0)
    throw Error({.file = path}, "holds no texts; give a file or folder with labelled texts");
  return data;
}

// Moves the texts over, under their labels' names.
void append(Dataset&& part, DatasetBuilder& all) {
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < part.size(); ++i) {
    names.clear();
    for (const auto label : part.labels[i]) names.push_back(part.classes[static_cast<std::size_t>(label)]);
    all.add(names, std::move(part.texts[i]), std::move(part.sources[i]));
  }
  all.data.multi_label = all.data.multi_label || part.multi_label;
  for (const auto& note : part.notes) all.data.note(note.what, note.count, note.first);
}

Dataset read_all(std::span<const std::string> paths, const ReadOptions& options) {
  if (paths.size() == 1) return read_one(paths[0], options);
  DatasetBuilder all;
  for (const auto& path : paths) append(read_one(path, options), all);
  return all.finish();
}

void remove_parts(const RemoveParts& remove, std::string& text) {
  std::string_view left = text;
  if (remove.headers) left = strip_headers(left);
  if (remove.footers) left = strip_footer(left);
  if (remove.quotes) {
    text = strip_quotes(left);
  } else if (left.size() != text.size()) {
    text = std::string(left);
  }
}

// Which classes were chosen.
std::vector<bool> chosen_classes(const std::string& path, const Dataset& data,
                                 const std::vector<std::string>& categories) {
  std::vector<bool> chosen(data.classes.size(), categories.empty());
  for (const auto& category : categories) {
    const auto place = std::find(data.classes.begin(), data.classes.end(), category);
    if (place == data.classes.end()) {
      throw Error({.file = path, .field = "categories"}, "no class is named " + quoted_name(category) +
                                                             "; choose among " + quoted_names(data.classes));
    }
    chosen[static_cast<std::size_t>(place - data.classes.begin())] = true;
  }
  return chosen;
}

// The indices of the texts that have a chosen class, or of all texts where every class is chosen.
std::vector<std::size_t> texts_of(const Dataset& data, const std::vector<bool>& chosen) {
  const bool all = std::find(chosen.begin(), chosen.end(), false) == chosen.end();
  std::vector<std::size_t> indices;
  for (std::size_t i = 0; i < data.size(); ++i) {
    const auto is_chosen = [&](std::int32_t label) { return chosen[static_cast<std::size_t>(label)]; };
    if (all || std::ranges::any_of(data.labels[i], is_chosen)) indices.push_back(i);
  }
  return indices;
}

// Drops the classes that were not chosen or that no text is of, and numbers the others anew.
void keep_classes(Dataset& data, const std::vector<bool>& chosen) {
  std::vector<bool> present(chosen.size());
  for (const auto label : data.labels.values) present[static_cast<std::size_t>(label)] = true;
  std::vector<std::int32_t> new_label(data.classes.size(), -1);
  std::vector<std::string> kept;
  for (std::size_t c = 0; c < data.classes.size(); ++c) {
    if (!chosen[c] || !present[c]) continue;
    new_label[c] = static_cast<std::int32_t>(kept.size());
    kept.push_back(std::move(data.classes[c]));
  }
  data.classes = std::move(kept);
  data.labels = renumber(data.labels, new_label);
}

}  // namespace

Subset parse_subset(std::string_view name) {
  return look_up<Subset>(kSubsets, "subset", name);
}

RemoveParts parse_remove(std::string_view names) {
  RemoveParts remove;
  for (std::size_t begin = 0; begin < names.size();) {
    const std::size_t end = std::min(names.find(',', begin), names.size());
    remove.*look_up<bool RemoveParts::*>(kParts, "remove", names.substr(begin, end - begin)) = true;
    begin = end + 1;
  }
  return remove;
}

Dataset read_dataset(std::span<const std::string> given, const ReadOptions& options) {
  TAXON_CHECK(!given.empty());
  const std::vector<std::string> paths = expand_paths(given);
  Dataset data = read_all(paths, options);
  if (options.multi_label) data.multi_label = true;
  const std::vector<bool> chosen = chosen_classes(paths_text(paths), data, options.categories);
  std::vector<std::size_t> order = texts_of(data, chosen);
  if (options.shuffle_seed) NumpyRandom(*options.shuffle_seed).shuffle(order);
  if (!options.categories.empty() || options.shuffle_seed) {
    auto notes = std::move(data.notes);
    data = take(data, order);
    data.notes = std::move(notes);
    keep_classes(data, chosen);
  }
  std::int64_t empty = 0;
  for (auto& text : data.texts) {
    remove_parts(options.remove, text);
    empty += text.empty() ? 1 : 0;
  }
  if (empty > 0) data.note(kEmptyTextsNote, empty);
  return data;
}

Dataset read_dataset(const std::string& path, const ReadOptions& options) {
  return read_dataset(std::span(&path, 1), options);
}

}  // namespace taxon
