#include "options/spelling.h"

#include <gtest/gtest.h>

#include <vector>

namespace taxon {
namespace {

const std::vector<std::string> kKnown = {"epochs", "batch-size", "patience", "maxlen"};

TEST(NearestWord, FindsTheMisspelt) {
  EXPECT_EQ(nearest_word("epoch", kKnown), "epochs");
  EXPECT_EQ(nearest_word("batchsize", kKnown), "batch-size");
  EXPECT_EQ(nearest_word("patiense", kKnown), "patience");
  EXPECT_EQ(nearest_word("maxlen", kKnown), "maxlen");
}

TEST(NearestWord, IsSilentAboutWhatIsFarFromAll) {
  EXPECT_EQ(nearest_word("temperature", kKnown), std::nullopt);
  EXPECT_EQ(nearest_word("epochs", {}), std::nullopt);
}

}  // namespace
}  // namespace taxon
