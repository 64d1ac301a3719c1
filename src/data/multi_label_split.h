#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "data/dataset.h"
#include "data/split.h"

namespace taxon {

// A split of texts that may have several labels, each label about in proportion: the iterative stratification
// of Sechidis, Tsoumakas and Vlahavas, "On the stratification of multi-label data" (2011), into two parts.
// Again and again the label with the fewest texts left is taken, of equal ones the first, and its texts, in
// an order drawn from the seed, go one by one to the part that lacks more of it; where both lack as many, to
// the part that lacks more texts, then to training. Texts without a label fill up what is lacking at the end.
// One rule is added: a text goes to training where a label of it would otherwise have no training text. So
// every label is in the training part, and the parts' sizes are about, not always exactly, fraction x n and
// the rest. Both parts are shuffled at the end. The same bits everywhere for the same labels and seed.
// Throws Error (field valid-fraction) if the fraction is not in (0, 1) or one part would have no text.
Split iterative_split(const RaggedLabels& labels, std::size_t classes, double fraction, std::uint32_t seed);

}  // namespace taxon
