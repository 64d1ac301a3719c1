#include "model/classifier.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "model/tiny_model.h"

namespace taxon {
namespace {

TEST(SoftmaxRows, MatchesItsDefinition) {
  std::vector<float> values = {0.0F, std::log(3.0F), -1.0F, -1.0F};
  softmax_rows(values, 2);
  EXPECT_FLOAT_EQ(values[0], 0.25F);
  EXPECT_FLOAT_EQ(values[1], 0.75F);
  EXPECT_EQ(values[2], 0.5F);
  EXPECT_EQ(values[3], 0.5F);
}

TEST(SoftmaxRows, StaysBetweenZeroAndOneAtTheExtremes) {
  const float huge = std::numeric_limits<float>::max();
  std::vector<float> values = {huge, -huge, 0.0F, 88.0F, 89.0F, -745.0F};
  softmax_rows(values, 3);
  for (const float p : values) {
    EXPECT_GE(p, 0.0F);
    EXPECT_LE(p, 1.0F);
  }
  EXPECT_NEAR(values[0] + values[1] + values[2], 1.0F, 1e-6F);
  EXPECT_NEAR(values[3] + values[4] + values[5], 1.0F, 1e-6F);
}

TEST(SigmoidEach, StaysBetweenZeroAndOneAtTheExtremes) {
  const float huge = std::numeric_limits<float>::max();
  std::vector<float> values = {0.0F, std::log(3.0F), -std::log(3.0F), huge, -huge, -100.0F};
  sigmoid_each(values);
  EXPECT_EQ(values[0], 0.5F);
  EXPECT_FLOAT_EQ(values[1], 0.75F);
  EXPECT_FLOAT_EQ(values[2], 0.25F);
  EXPECT_EQ(values[3], 1.0F);
  EXPECT_EQ(values[4], 0.0F);
  EXPECT_FLOAT_EQ(values[5], 3.7835059e-44F);
}

TEST(TruncateRows, CutsEachRowAtItsEnd) {
  RaggedIds ids;
  ids.push_back(std::vector<std::int32_t>{1, 2, 3, 4});
  ids.push_back(std::vector<std::int32_t>{});
  ids.push_back(std::vector<std::int32_t>{5});
  EXPECT_EQ(truncate_rows(ids, 2, Side::kPre).values, (std::vector<std::int32_t>{3, 4, 5}));
  EXPECT_EQ(truncate_rows(ids, 2, Side::kPost).values, (std::vector<std::int32_t>{1, 2, 5}));
  EXPECT_EQ(truncate_rows(ids, 2, Side::kPost).offsets, (std::vector<std::size_t>{0, 2, 2, 3}));
}

TEST(Classifier, EncodesToAtMostMaxlenIds) {
  ThreadPool pool(2);
  const auto model = tiny_model();
  const std::vector<std::string> texts = {"river river river river river river bank", "zzz"};
  const auto ids = model.encode(texts, pool);
  EXPECT_EQ(ids.values, (std::vector<std::int32_t>{2, 2, 2, 2, 2, 1}));  // Side::kPost, maxlen 5
}

}  // namespace
}  // namespace taxon
