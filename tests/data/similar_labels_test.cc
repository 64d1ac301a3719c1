#include "data/similar_labels.h"

#include <gtest/gtest.h>

namespace taxon {
namespace {

using Groups = std::vector<std::vector<std::int32_t>>;

TEST(SimilarLabels, DifferByCaseOrBlanksOnly) {
  const std::vector<std::string> classes = {" sport",   "GR\u00D6SSE",     "New  York", "Sport",
                                            "new york", "gr\u00F6\u00DFe", "sports",    "x"};
  EXPECT_EQ(similar_labels(classes), (Groups{{0, 3}, {1, 5}, {2, 4}}));
}

// Row 55: numbers are names.
TEST(SimilarLabels, AreNotNumbersOfTheSameValue) {
  const std::vector<std::string> classes = {"007", "01", "1", "1e3"};
  EXPECT_TRUE(similar_labels(classes).empty());
}

}  // namespace
}  // namespace taxon
