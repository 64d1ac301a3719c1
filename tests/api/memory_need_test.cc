#include "api/memory_need.h"

#include <gtest/gtest.h>

#include <string>

namespace taxon {
namespace {

TEST(MemoryText, IsInMegabytesAndGigabytes) {
  EXPECT_EQ(memory_text(0), "0 MB");
  EXPECT_EQ(memory_text(512'400'000), "512 MB");
  EXPECT_EQ(memory_text(1'540'000'000), "1.5 GB");
}

TrainingData data_of(std::size_t texts, std::size_t classes, const std::string& text) {
  TrainingData data;
  data.train.texts.assign(texts, text);
  for (std::size_t c = 0; c < classes; ++c) data.train.classes.push_back("c" + std::to_string(c));
  return data;
}

std::uint64_t memory_of(std::size_t texts, std::size_t classes, const std::string& text) {
  return linear_memory(Settings{}, data_of(texts, classes, text));
}

TEST(LinearMemory, GrowsWithTextsAndClasses) {
  const std::string text = "The goalie made forty saves in the second game";
  const auto base = memory_of(2000, 2, text);
  EXPECT_NEAR(static_cast<double>(memory_of(4000, 2, text)), 2 * static_cast<double>(base), 2.0);
  EXPECT_GT(memory_of(2000, 20, text), base);
  // Each byte of text counts, and what is read of it.
  EXPECT_GT(base, 16 * 2000 * text.size());
  EXPECT_LT(base, 64 * 2000 * text.size());
}

TEST(LinearMemory, FewTextsMakeEveryNgramAFeature) {
  const std::string text = "The goalie made forty saves in the second game";
  EXPECT_GT(memory_of(999, 50, text), memory_of(1000, 50, text));
}

TEST(LinearMemory, WeightsAreBounded) {
  // 2^28 weights at most, 8 bytes each.
  const auto many = memory_of(100'000, 100'000, "word and word");
  EXPECT_LT(many, std::uint64_t{3'000'000'000});
  EXPECT_GT(many, std::uint64_t{1} << 31U);
}

TEST(LinearMemory, NoTextTakesNothing) {
  EXPECT_EQ(memory_of(0, 3, ""), 0U);
  EXPECT_EQ(memory_of(5, 3, ""), 0U);
}

}  // namespace
}  // namespace taxon
