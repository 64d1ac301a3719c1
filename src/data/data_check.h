#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/thread_pool.h"
#include "data/dataset.h"
#include "data/duplicates.h"
#include "data/near_duplicates.h"

namespace taxon {

// What is in a data set and what its owner may want to mend, as far as it can be told without a tokenizer.
// Positions are those of TextPair: the training texts, then the validation texts.
struct DataCheck {
  std::vector<std::int64_t> train_texts,
      valid_texts;                 // of each class; the latter empty without validation texts
  std::vector<std::size_t> empty;  // texts of nothing but white space
  DuplicateReport exact;
  std::vector<NearDuplicate> near;  // of the texts that repeat no other byte for byte
  std::vector<std::vector<std::int32_t>> similar_labels;
};

// valid: null, or a data set of the same classes. In time that grows with the size of the data.
DataCheck check_data(const Dataset& train, const Dataset* valid, ThreadPool& pool);

}  // namespace taxon
