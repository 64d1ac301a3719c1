#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/ragged.h"

namespace taxon {

// Something about the data that its owner should know, and how often it was met.
struct Note {
  std::string what;
  std::int64_t count = 0;
};

// Labelled texts, as every reader hands them out. The three lists of one entry a text have the same length.
struct Dataset {
  std::vector<std::string> texts;    // UTF-8
  RaggedLabels labels;               // of each text its classes: indices into `classes`, rising
  std::vector<std::string> sources;  // where each text stood: PART/CLASS/FILE, CLASS/FILE, or FILE:LINE
  std::vector<std::string> classes;  // in byte order
  std::vector<Note> notes;
  // Whether a text may have several labels or none; otherwise each has one.
  bool multi_label = false;

  std::size_t size() const { return texts.size(); }
  // The label of each text. Requires !multi_label.
  std::span<const std::int32_t> single_labels() const;
  // Adds `count` to the note of that wording.
  void note(const std::string& what, std::int64_t count = 1);
};

// Each label l as new_number[l], dropped where that is negative; every row rising, each number once.
RaggedLabels renumber(const RaggedLabels& labels, std::span<const std::int32_t> new_number);

// The texts of the given indices in their order, taken out of `data`: there they are empty afterwards, so
// that no text is held twice. No index may come twice. All classes are kept, notes are not.
Dataset take(Dataset& data, std::span<const std::size_t> indices);

// Texts that make a score look better or a task look harder than it is.
struct DuplicateReport {
  std::int64_t valid_also_in_train = 0;  // validation texts whose bytes are also a training text's
  std::int64_t texts_labelled_unlike =
      0;  // distinct texts that come again with another label or other labels
};

// Looks through both parts together; pass no validation data to look at one set only. The two data sets must
// have the same classes.
DuplicateReport find_duplicates(const Dataset& train, const Dataset* valid);

}  // namespace taxon
