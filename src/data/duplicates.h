#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "data/dataset.h"

namespace taxon {

// Two texts by their positions: 0, 1, ... in the training part, going on in the validation part.
struct TextPair {
  std::size_t earlier, later;
};

// Texts that make a score look better or a task look harder than it is. Texts are the same if their bytes
// are.
struct DuplicateReport {
  std::int64_t valid_also_in_train = 0;   // validation texts that are also a training text
  std::vector<TextPair> repeats;          // each text that was there before, with its first; by position
  std::vector<TextPair> labelled_unlike;  // of each text that comes with other labels too: its first, and the
                                          // first with others; by the position of the latter
};

// Looks through both parts together; pass no validation data to look at one set only. The two data sets must
// have the same classes.
DuplicateReport find_duplicates(const Dataset& train, const Dataset* valid);

}  // namespace taxon
