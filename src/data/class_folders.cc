#include <algorithm>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

#include "base/error.h"
#include "base/utf8.h"
#include "data/documents.h"
#include "data/numpy_random.h"

namespace taxon {
namespace {

constexpr const char* kBeside = "files beside the class folders, left out";

// A document's name, cut at its slashes.
struct Name {
  std::vector<std::string_view> parts;
  std::size_t index;  // in Documents
};

// A document that takes part. Sorting by these members is the order of class folders.
struct Placed {
  int part;  // 0, or of a train/test pair 0 for train and 1 for test
  std::string_view class_name, file;
  std::size_t index;

  bool operator<(const Placed& other) const {
    return std::tie(part, class_name, file) < std::tie(other.part, other.class_name, other.file);
  }
};

std::vector<std::string_view> parts_of(std::string_view name) {
  std::vector<std::string_view> parts;
  for (std::size_t slash = name.find('/'); slash != std::string_view::npos; slash = name.find('/')) {
    parts.push_back(name.substr(0, slash));
    name.remove_prefix(slash + 1);
  }
  parts.push_back(name);
  return parts;
}

// All names but those that a file manager or a version control system left behind.
std::vector<Name> visible_names(const Documents& documents, Dataset& data) {
  std::vector<Name> names;
  for (std::size_t i = 0; i < documents.names.size(); ++i) {
    Name name{parts_of(documents.names[i]), i};
    const bool hidden = std::any_of(name.parts.begin(), name.parts.end(),
                                    [](std::string_view part) { return part.starts_with('.'); });
    if (hidden) {
      data.note("files with a dot-name in their path, left out");
    } else {
      names.push_back(std::move(name));
    }
  }
  return names;
}

std::set<std::string_view> top_folders(const std::vector<Name>& names) {
  std::set<std::string_view> tops;
  for (const Name& name : names) {
    if (name.parts.size() > 1) tops.insert(name.parts[0]);
  }
  return tops;
}

bool any_deeper_than(std::size_t depth, const std::vector<Name>& names) {
  return std::any_of(names.begin(), names.end(), [&](const Name& n) { return n.parts.size() > depth; });
}

// Archives mostly hold one folder that holds the class folders: looks through it.
void drop_wrapper(std::vector<Name>& names, Dataset& data) {
  while (top_folders(names).size() == 1 && any_deeper_than(2, names)) {
    const auto beside = std::erase_if(names, [](const Name& name) { return name.parts.size() == 1; });
    if (beside > 0) data.note(kBeside, static_cast<std::int64_t>(beside));
    for (Name& name : names) name.parts.erase(name.parts.begin());
  }
}

bool is_pair(const std::vector<Name>& names) {
  const auto tops = top_folders(names);
  const auto ends = [&](std::string_view end) {
    return std::any_of(tops.begin(), tops.end(), [&](std::string_view top) { return top.ends_with(end); });
  };
  return tops.size() == 2 && ends("-train") && ends("-test") && any_deeper_than(2, names);
}

bool wanted(Subset subset, std::string_view top) {
  return subset == Subset::kAll || top.ends_with(subset == Subset::kTrain ? "-train" : "-test");
}

std::vector<Placed> place(const std::vector<Name>& names, std::optional<Subset> pair_subset, Dataset& data) {
  const std::size_t skip = pair_subset ? 1 : 0;  // the folder of the pair stands before the class
  std::vector<Placed> placed;
  for (const Name& name : names) {
    if (pair_subset && name.parts.size() > 1 && !wanted(*pair_subset, name.parts[0])) continue;
    if (name.parts.size() < skip + 2) {
      data.note(kBeside);
    } else if (name.parts.size() > skip + 2) {
      data.note("files in a folder inside a class folder, left out");
    } else {
      const int part = pair_subset && name.parts[0].ends_with("-test") ? 1 : 0;
      placed.push_back({part, name.parts[skip], name.parts[skip + 1], name.index});
    }
  }
  std::sort(placed.begin(), placed.end());
  return placed;
}

// scikit-learn's load_files shuffles what it read, each part with a fresh generator.
std::vector<Placed> shuffle_parts(const std::vector<Placed>& placed) {
  std::vector<Placed> train, test;
  for (const Placed& p : placed) (p.part == 0 ? train : test).push_back(p);
  NumpyRandom(0).shuffle(train);
  NumpyRandom(0).shuffle(test);
  train.insert(train.end(), test.begin(), test.end());
  return train;
}

void check_subset(const Documents& documents, const ReadOptions& options, bool pair) {
  if (pair && !options.subset) {
    throw Error({.file = documents.path},
                "holds a train and a test part; choose with --subset train, test or all");
  }
  if (!pair && options.subset) {
    throw Error({.file = documents.path},
                "has no two folders ending -train and -test to take a subset of; leave --subset out");
  }
}

// Class names go into the model and into every answer, which are UTF-8.
void check_class_names(const Documents& documents, const std::vector<std::string>& classes) {
  for (const auto& name : classes) {
    if (first_bad_utf8(name) == std::string_view::npos) continue;
    throw Error({.file = documents.path},
                "the name of class folder " + quoted_name(name) + " is not UTF-8; rename it");
  }
}

}  // namespace

Dataset from_class_folders(Documents documents, const ReadOptions& options) {
  Dataset data;
  data.notes = std::move(documents.notes);
  std::vector<Name> names = visible_names(documents, data);
  drop_wrapper(names, data);
  const bool pair = is_pair(names);
  check_subset(documents, options, pair);
  std::vector<Placed> placed = place(names, options.subset, data);
  if (placed.empty()) {
    throw Error({.file = documents.path},
                "holds no class folders with files in them; each class is a folder "
                "named after it, each text a file in it");
  }
  if (pair) placed = shuffle_parts(placed);

  std::set<std::string_view> classes;
  for (const Placed& p : placed) classes.insert(p.class_name);
  data.classes.assign(classes.begin(), classes.end());
  check_class_names(documents, data.classes);
  Decoder decoder(options.encoding, options.on_bad_bytes);
  data.texts.reserve(placed.size());
  for (const Placed& p : placed) {
    const std::string source = documents.path + documents.joint + documents.names[p.index];
    data.texts.push_back(decoder.decode(documents.load(p.index), source));
    data.sources.push_back(replace_bad_utf8(source));
    const auto label = std::lower_bound(data.classes.begin(), data.classes.end(), p.class_name);
    data.labels.push_back(static_cast<std::int32_t>(label - data.classes.begin()));
  }
  data.note(decoder.bad_bytes());
  return data;
}

}  // namespace taxon
