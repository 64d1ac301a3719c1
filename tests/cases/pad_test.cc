#include "base/error.h"
#include "cases/cases.h"
#include "text/padding.h"

namespace taxon {
namespace {

using Ids = std::vector<std::int32_t>;

// [1..5], [1] and [] made three ids wide.
struct PadCase {
  int row;
  const char* name;
  Side side;
  std::vector<Ids> rows;
};

const std::vector<PadCase> kRows = {
    {38, "front", Side::kPre, {{3, 4, 5}, {0, 0, 1}, {0, 0, 0}}},
    {38, "back", Side::kPost, {{1, 2, 3}, {1, 0, 0}, {0, 0, 0}}},
};

class Pad : public ProgramTest, public testing::WithParamInterface<PadCase> {};
TEST_P(Pad, row) {
  RaggedIds ids;
  for (const Ids& sequence : {Ids{1, 2, 3, 4, 5}, Ids{1}, Ids{}}) ids.push_back(sequence);
  const auto padded = pad_sequences(ids, 3, GetParam().side, GetParam().side);
  std::vector<Ids> rows;
  for (std::size_t i = 0; i < padded.rows; ++i) rows.emplace_back(padded[i].begin(), padded[i].end());
  EXPECT_EQ(rows, GetParam().rows);
}
INSTANTIATE_TEST_SUITE_P(, Pad, testing::ValuesIn(kRows), RowName());

TEST_F(Pad, row_25_only_maxlen_cuts_a_long_text) {
  std::string text;
  for (int i = 0; i < 50000; ++i) text += "bank ";
  const auto model = path("m.taxon");
  ASSERT_EQ(train(model).status, 0);
  const auto ids = run({"tokenize", model, "--json"}, text + "\n").out;
  EXPECT_NE(ids.find("\"ids\":[2,2,2,2,2,2,2,2]"), std::string::npos) << ids.substr(0, 200);
}

TEST_F(Pad, row_40_width_below_one) {
  expect_refused(run({"train", two_classes(), "--out", path("m"), "--maxlen", "0"}),
                 "--maxlen: '0' is not a whole number from 1");
  RaggedIds ids;
  ids.push_back(Ids{1, 2});
  for (const Side side : {Side::kPre, Side::kPost}) EXPECT_THROW(pad_sequences(ids, 0, side, side), Error);
  EXPECT_THROW(pad_sequences(RaggedIds(), std::nullopt), Error);
}

}  // namespace
}  // namespace taxon
