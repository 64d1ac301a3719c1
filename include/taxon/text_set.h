#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "taxon/error.h"
#include "taxon/export.h"
#include "taxon/options.h"

namespace taxon {

struct TextSplit;

// Labelled texts: what to train on, or to judge a model by. Every text has one label or, in a multi-label
// set, any number of them. Movable, not copyable; a moved-from set may only be destroyed or assigned to. Any
// number of threads may read one.
class TAXON_API TextSet {
 public:
  // Reads files or folders as the program's DATA (docs/data.md), all into one set over the union of
  // their classes. options: of OptionUse::kRead. Throws Error naming file and line.
  static TextSet read(const std::vector<std::string>& paths, const Options& options = {});

  // labels: one of each text. Texts must be UTF-8; labels may be any bytes, but not empty. Throws Error
  // naming the text by its index where that is not so, or where the numbers differ.
  static TextSet from_labels(std::vector<std::string> texts, std::span<const std::string> labels);
  // label_sets: of each text the labels it has; of those that come twice in one, one counts.
  static TextSet from_label_sets(std::vector<std::string> texts,
                                 std::span<const std::vector<std::string>> label_sets);

  // Splits off the part that the options valid-fraction and split-seed of train() split off: class by class,
  // the same texts for the same set, fraction and seed. The set is used up, and both parts are over its
  // classes. Throws Error, with the set as it was, for a fraction outside of (0, 1) and where a part would be
  // too small.
  TextSplit split(double fraction, std::uint32_t seed = 0) &&;

  ~TextSet();
  TextSet(TextSet&& other) noexcept;
  TextSet& operator=(TextSet&& other) noexcept;

  // What is handed out below belongs to the set and is valid as long as that.

  std::size_t size() const;
  bool multi_label() const;
  std::span<const std::string> texts() const;
  std::span<const std::string> classes() const;  // every label once, in byte order
  // The labels of text i as indices into classes(), rising. Requires i < size().
  std::span<const std::int32_t> labels(std::size_t i) const;
  // What its reader noticed, as the program prints it ("empty texts: 3").
  std::vector<std::string> notes() const;

 private:
  friend struct TextSetAccess;
  struct TAXON_HIDDEN State;
  explicit TextSet(std::unique_ptr<State> state);

  std::unique_ptr<State> state_;
};

// The parts of a set; see TextSet::split().
struct TextSplit {
  TextSet train, valid;
};

}  // namespace taxon
