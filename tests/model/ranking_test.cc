#include "model/ranking.h"

#include <gtest/gtest.h>

#include "model/tiny_model.h"

namespace taxon {
namespace {

std::vector<std::size_t> indices(const std::vector<RankedClass>& ranked) {
  std::vector<std::size_t> result;
  for (const auto& entry : ranked) result.push_back(entry.index);
  return result;
}

using Indices = std::vector<std::size_t>;

TEST(Rank, FirstOfEqualClassesComesFirst) {
  const std::vector<float> probabilities = {0.2F, 0.3F, 0.2F, 0.3F};
  EXPECT_EQ(indices(rank(probabilities, 0)), (Indices{1, 3, 0, 2}));
  EXPECT_EQ(indices(rank(probabilities, 3)), (Indices{1, 3, 0}));
  EXPECT_EQ(indices(rank(probabilities, 9)).size(), 4U);
}

TEST(AboveThreshold, IsStrictAndMostProbableFirst) {
  const auto model = tiny_multi_label_model();  // thresholds 0, 0.25, 0.5, 1
  EXPECT_EQ(indices(above_threshold(model, std::vector<float>{0.1F, 0.3F, 0.5F, 1.0F})), (Indices{1, 0}));
  EXPECT_EQ(indices(above_threshold(model, std::vector<float>{0.0F, 0.25F, 0.5F, 1.0F})), Indices{});
}

}  // namespace
}  // namespace taxon
