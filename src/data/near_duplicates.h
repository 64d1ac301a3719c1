#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "base/thread_pool.h"

namespace taxon {

// A text that nearly repeats an earlier one.
struct NearDuplicate {
  std::size_t text, earlier;  // positions, earlier < text
  double similarity;          // of the two, in [kNearDuplicate, 1]
  bool same_words;            // they differ in case, blanks and punctuation only
};

// Texts as similar as this are near duplicates.
inline constexpr double kNearDuplicate = 0.8;

// Of each text that is a near duplicate of an earlier one, the earliest found (the first of the same words,
// if there is one); by rising position. The similarity of two texts is the Jaccard index of their sets of
// neighbouring pairs of plain words (plain_words.h; of a text of one word, that word): Broder's resemblance
// ("On the resemblance and containment of documents", 1997).
//
// Every pair that is named was compared set by set, so none is named wrongly. Which pairs are compared is
// decided by sketches of 120 minima from one hash of each pair of words (Li, Owen and Zhang, "One permutation
// hashing", NIPS 2012), empty places filled as Shrivastava does it ("Optimal densification for fast and
// accurate minwise hashing", ICML 2017), cut into 24 bands of 5: texts that agree in a whole band are
// compared, each with the first 4 of the band's group only, so that the time grows with the number of texts
// and not with its square. A pair just at the limit meets in some band with probability 1 - (1 - 0.8^5)^24 =
// 0.9999; short texts, whose minima depend on each other, do so a little less often.
//
// Texts with skip[i] set, and those without any word, take no part. Results do not depend on the pool's size.
// Memory: 240 bytes a text and 4 bytes a distinct pair of words.
std::vector<NearDuplicate> find_near_duplicates(std::span<const std::string_view> texts,
                                                const std::vector<bool>& skip, ThreadPool& pool);

}  // namespace taxon
