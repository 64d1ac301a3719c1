#include "text/padding.h"

#include "base/error.h"
#include "text/golden.h"

namespace taxon {
namespace {

using Ids = std::vector<std::int32_t>;

Side side(const nlohmann::json& name) {
  return name == "pre" ? Side::kPre : Side::kPost;
}

RaggedIds ragged(const std::vector<Ids>& rows) {
  RaggedIds ids;
  for (const auto& row : rows) ids.push_back(row);
  return ids;
}

TEST(PadSequences, PadsAndCutsAsKeras) {
  EXPECT_EQ(golden("padding").size(), 48U);
  for (const auto& item : golden("padding")) {
    const RaggedIds ids = ragged(item["sequences"]);
    std::optional<std::int32_t> maxlen;
    if (!item["maxlen"].is_null()) maxlen = item["maxlen"].get<std::int32_t>();
    const PaddedIds padded =
        pad_sequences(ids, maxlen, side(item["padding"]), side(item["truncating"]), item["value"]);
    const std::vector<Ids> rows = item["rows"];
    ASSERT_EQ(padded.rows, rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
      EXPECT_EQ(Ids(padded[i].begin(), padded[i].end()), rows[i]) << item.dump();
    }
  }
}

// Row 40.
TEST(PadSequences, RefusesAWidthBelowOne) {
  const RaggedIds ids = ragged({{1, 2}});
  EXPECT_THROW(pad_sequences(ids, 0), Error);
  EXPECT_THROW(pad_sequences(ids, -1, Side::kPost, Side::kPost), Error);
  EXPECT_THROW(pad_sequences(ragged({}), std::nullopt), Error);
  EXPECT_THROW(pad_sequences(ragged({{}}), std::nullopt), Error);
  EXPECT_THROW(truncate(ids[0], 0, Side::kPre), Error);
  EXPECT_EQ(pad_sequences(ragged({}), 3).values.size(), 0U);
}

TEST(Truncate, KeepsTheEndThatItIsToldTo) {
  const Ids ids{1, 2, 3, 4};
  const auto last = truncate(ids, 3, Side::kPre), first = truncate(ids, 3, Side::kPost);
  EXPECT_EQ(Ids(last.begin(), last.end()), (Ids{2, 3, 4}));
  EXPECT_EQ(Ids(first.begin(), first.end()), (Ids{1, 2, 3}));
  EXPECT_EQ(truncate(ids, 9, Side::kPre).size(), 4U);
}

}  // namespace
}  // namespace taxon
