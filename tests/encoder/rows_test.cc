#include "encoder/rows.h"

#include <gtest/gtest.h>

namespace taxon {
namespace {

using Ids = std::vector<std::int32_t>;

TextRows rows_of(bool mask, Side padding, const Ids& ids) {
  return lay_rows({.vocabulary = 10, .maxlen = 4, .classes = 2, .mask = mask, .padding = padding}, ids);
}

TEST(LayRows, KeepsPaddedPositionsUnderTheMask) {
  EXPECT_EQ(rows_of(true, Side::kPre, {5, 6}).tokens, (Ids{5, 6}));
  EXPECT_EQ(rows_of(true, Side::kPre, {5, 6}).positions, (Ids{2, 3}));
  EXPECT_EQ(rows_of(true, Side::kPost, {5, 6}).positions, (Ids{0, 1}));
}

TEST(LayRows, HasEveryRowWithoutTheMask) {
  EXPECT_EQ(rows_of(false, Side::kPre, {5, 6}).tokens, (Ids{0, 0, 5, 6}));
  EXPECT_EQ(rows_of(false, Side::kPost, {5, 6}).tokens, (Ids{5, 6, 0, 0}));
  EXPECT_EQ(rows_of(false, Side::kPost, {}).positions, (Ids{0, 1, 2, 3}));
}

TEST(LayRows, Case43TextWithoutTokensIsOneRow) {
  EXPECT_EQ(rows_of(true, Side::kPre, {}).tokens, (Ids{0}));
  EXPECT_EQ(rows_of(true, Side::kPre, {}).positions, (Ids{3}));
  EXPECT_EQ(rows_of(true, Side::kPost, {}).positions, (Ids{0}));
}

TEST(LayRows, RefusesTextsThatAreTooLong) {
  EXPECT_THROW(rows_of(true, Side::kPre, {1, 2, 3, 4, 5}), std::logic_error);
}

}  // namespace
}  // namespace taxon
