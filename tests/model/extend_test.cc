#include "model/extend.h"

#include <gtest/gtest.h>

namespace taxon {
namespace {

EncoderConfig config(std::int32_t vocabulary, std::int32_t classes) {
  EncoderConfig c;
  c.vocabulary = vocabulary;
  c.classes = classes;
  c.maxlen = 4;
  c.embed_dim = 3;
  c.heads = 1;
  c.key_dim = 2;
  c.ff_dim = 2;
  return c;
}

TEST(CopyKnownValues, KeepsWhatIsKnownAndLeavesTheRest) {
  Parameters known(config(5, 2)), larger(config(7, 3));
  std::ranges::fill(known.values(), 1.0F);
  std::ranges::fill(larger.values(), 2.0F);
  // The last of the known table's rows stands for no word.
  copy_known_values(known, 4, larger);
  for (const auto& tensor : larger.layout().tensors()) {
    const auto values = larger[tensor.name];
    for (std::size_t i = 0; i < values.size(); ++i) {
      bool is_new = false;
      if (tensor.name == "embedding/token") is_new = i >= 4 * 3;
      if (tensor.name == "head/kernel") is_new = i % 3 == 2;
      if (tensor.name == "head/bias") is_new = i == 2;
      EXPECT_EQ(values[i], is_new ? 2.0F : 1.0F) << tensor.name << " " << i;
    }
  }
}

}  // namespace
}  // namespace taxon
