#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace taxon {

struct Split {
  std::vector<std::size_t> train, valid;  // indices of the texts
};

// scikit-learn 1.9.1's train_test_split(test_size=fraction, stratify=labels, random_state=seed), index by
// index: ceil(fraction * n) validation texts, each class in proportion, ties broken by the seed.
// labels: indices into classes; classes that have no text are left out of account. Throws Error (field
// valid-fraction) if the fraction is not in (0, 1), a part would have fewer texts than there are classes, or
// a class has one text only, which it names.
Split stratified_split(std::span<const std::int32_t> labels, std::span<const std::string> classes,
                       double fraction, std::uint32_t seed);

}  // namespace taxon
