#include <gtest/gtest.h>

#include "data/readers.h"
#include "data/test_files.h"

namespace taxon {
namespace {

using Strings = std::vector<std::string>;

class FastTextTest : public testing::Test {
 protected:
  Dataset read(const std::string& bytes, const ReadOptions& options = {}) {
    return read_dataset(folder_.write("t.txt", bytes), options);
  }
  std::string refusal(const std::string& bytes) {
    ReadOptions options;
    options.format = Format::kFastText;
    const std::string path = folder_.write("t.txt", bytes);
    const std::string message = error_of([&] { read_dataset(path, options); });
    return message.starts_with(path) ? message.substr(path.size()) : message;
  }
  TempFolder folder_;
};

TEST_F(FastTextTest, TakesTheLabelsOffTheLinesStart) {
  const Dataset data = read("__label__b  the text __label__z \n\n \t__label__a\ttext\r\n__label__b");
  EXPECT_EQ(data.classes, (Strings{"a", "b"}));
  EXPECT_EQ(data.texts, (Strings{"the text __label__z ", "text", ""}));
  EXPECT_EQ(data.sources[1], folder_.path("t.txt") + ":3");
  EXPECT_FALSE(data.multi_label);
}

// Rows 77, 79 and 82.
TEST_F(FastTextTest, SeveralLabelsMakeASetOfSeveral) {
  const Dataset data =
      read("__label__a, __label__b hi\n__label__new york hello\n__label__b ratio 3:1 | yes\n");
  EXPECT_TRUE(data.multi_label);
  EXPECT_EQ(data.classes, (Strings{"a,", "b", "new"}));
  EXPECT_EQ(data.texts, (Strings{"hi", "york hello", "ratio 3:1 | yes"}));
  EXPECT_EQ(data.labels[0].size(), 2U);
}

// Rows 76 and 80.
TEST_F(FastTextTest, SaysWhereLabelsAreMissing) {
  const std::string none =
      "0 labelled examples: no line starts with __label__ (2 lines read); put it before each line's label";
  EXPECT_EQ(refusal("a\thello\nb\tbye"), ": " + none);
  EXPECT_TRUE(refusal("").starts_with(": 0 labelled examples: no line starts with __label__ (0 lines read)"));
  const std::string way_out = "; mend the line or give --skip-rows";
  EXPECT_EQ(refusal("__label__a x\nnice day __label__b\n"), ":2: does not start with __label__" + way_out);
  EXPECT_EQ(refusal("nice day\n__label__a x\n"), ":1: does not start with __label__" + way_out);
  EXPECT_EQ(refusal("__label__ x\n"), ":1: has an empty label" + way_out);
}

TEST_F(FastTextTest, CountsWhatItSkips) {
  ReadOptions options;
  options.skip_rows = true;
  const Dataset data = read("__label__a x\nnice day\n__label__b y\n", options);
  EXPECT_EQ(data.texts, (Strings{"x", "y"}));
  ASSERT_EQ(data.notes.size(), 1U);
  EXPECT_EQ(data.notes[0].first, folder_.path("t.txt") + ":2");
}

}  // namespace
}  // namespace taxon
