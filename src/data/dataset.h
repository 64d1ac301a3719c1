#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/encoding.h"
#include "base/ragged.h"

namespace taxon {

// Something about the data that its owner should know, and how often it was met.
struct Note {
  std::string what;
  std::int64_t count = 0;
  std::string first = {};  // where it was met first, if that is one place
};

inline constexpr const char* kEmptyTextsNote = "empty texts";
// "empty texts: 3, the first at FILE:7".
std::string note_text(const Note& note);

// The note's wording where a reader left rows out, as ReadOptions::skip_rows asks.
inline constexpr const char* kBadRowsNote = "bad rows, skipped";

// The note's wording where OnBadBytes::kReplace replaced something; `first` is then FILE: byte OFFSET.
inline constexpr const char* kBadBytesNote = "bytes that are not in the encoding, replaced by U+FFFD";

// Labelled texts, as every reader hands them out. The three lists of one entry a text have the same length.
struct Dataset {
  std::vector<std::string> texts;  // UTF-8
  RaggedLabels labels;             // of each text its classes: indices into `classes`, rising
  std::vector<std::string>
      sources;  // where each text stood: FOLDER/CLASS/FILE, ARCHIVE:CLASS/FILE or FILE:LINE
  std::vector<std::string> classes;  // in byte order
  std::vector<Note> notes;
  // Whether a text may have several labels or none; otherwise each has one.
  bool multi_label = false;

  std::size_t size() const { return texts.size(); }
  // The label of each text. Requires !multi_label.
  std::span<const std::int32_t> single_labels() const;
  // Adds `count` to the note of that wording; `first` is kept where it is the note's first.
  void note(const std::string& what, std::int64_t count = 1, const std::string& first = {});
  // The note of replaced bytes, if there were any.
  void note(const BadBytes& bad);
};

// Each label l as new_number[l], dropped where that is negative; every row rising, each number once.
RaggedLabels renumber(const RaggedLabels& labels, std::span<const std::int32_t> new_number);

// Gives both the union of their classes.
void share_classes(Dataset& a, Dataset& b);

// The texts of the given indices in their order, taken out of `data`: there they are empty afterwards, so
// that no text is held twice. No index may come twice. All classes are kept, notes are not.
Dataset take(Dataset& data, std::span<const std::size_t> indices);

}  // namespace taxon
