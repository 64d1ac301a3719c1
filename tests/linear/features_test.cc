#include "linear/features.h"

#include <algorithm>
#include <map>

#include "base/error.h"
#include "linear/golden.h"
#include "linear/made_up_texts.h"

namespace taxon {
namespace {

NgramRange range_of(const nlohmann::json& pair) {
  return {pair[0].get<std::int32_t>(), pair[1].get<std::int32_t>()};
}

FeatureOptions options_of(const nlohmann::json& item) {
  FeatureOptions options;
  options.ngrams.words = range_of(item.at("words"));
  options.ngrams.characters = range_of(item.at("characters"));
  options.min_texts = item.at("min_texts").get<std::int32_t>();
  options.sublinear = item.at("sublinear").get<bool>();
  return options;
}

double product(std::span<const SparseValue> a, std::span<const SparseValue> b) {
  std::map<std::uint32_t, double> values;
  for (const SparseValue& x : a) values[x.column] = static_cast<double>(x.value);
  double sum = 0;
  for (const SparseValue& x : b) {
    if (const auto other = values.find(x.column); other != values.end())
      sum += other->second * static_cast<double>(x.value);
  }
  return sum;
}

TEST(TfidfFeatures, AreThoseOfScikitLearn) {
  ThreadPool pool(2);
  for (const auto& item : linear_golden("features")) {
    const auto texts = item.at("texts").get<std::vector<std::string>>();
    const auto features = *TfidfFeatures::fit(options_of(item), texts, pool);
    EXPECT_EQ(features.size(), item.at("columns").get<std::size_t>());
    const SparseRows rows = *features.rows(texts, pool);
    ASSERT_EQ(rows.size(), texts.size());
    for (std::size_t i = 0; i < texts.size(); ++i) {
      for (std::size_t j = 0; j < texts.size(); ++j) {
        // Values are floats: up to about 2^-23 of a product of at most 2.
        EXPECT_NEAR(product(rows[i], rows[j]), item.at("products")[i][j].get<double>(), 5e-7)
            << i << " " << j;
      }
    }
  }
}

TEST(TfidfFeatures, AreTheSameWhateverTheThreads) {
  const auto texts = made_up_texts(400);
  ThreadPool one(1), eight(8);
  const auto features = *TfidfFeatures::fit({}, texts, one);
  ASSERT_GT(features.size(), 1000U);
  const SparseRows rows = *features.rows(texts, one);
  EXPECT_EQ(rows, TfidfFeatures::fit({}, texts, eight)->rows(texts, eight));
  EXPECT_EQ(rows, features.rows(texts, eight));
}

TEST(TfidfFeatures, FirstColumnsAreInTheMostTexts) {
  const auto texts = made_up_texts(300);
  ThreadPool pool(2);
  FeatureOptions options;
  const auto all = *TfidfFeatures::fit(options, texts, pool);
  const SparseRows rows = *all.rows(texts, pool);
  std::vector<int> texts_of(all.size());
  for (const SparseValue& x : rows.values) ++texts_of[x.column];
  EXPECT_TRUE(std::is_sorted(texts_of.rbegin(), texts_of.rend()));
  EXPECT_EQ(texts_of.back(), options.min_texts);

  options.max_features = 500;
  const auto some = *TfidfFeatures::fit(options, texts, pool);
  EXPECT_EQ(some.size(), 500U);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    std::vector<std::uint32_t> expected, columns;
    for (const SparseValue& x : rows[i]) {
      if (x.column < 500) expected.push_back(x.column);
    }
    std::vector<SparseValue> row;
    NgramCounter counter(options.ngrams);
    some.append_row(texts[i], counter, row);
    for (const SparseValue& x : row) columns.push_back(x.column);
    EXPECT_EQ(columns, expected);
  }
}

TEST(TfidfFeatures, UnknownTextsAndNoTextsHaveEmptyRows) {
  ThreadPool pool(1);
  const auto none = *TfidfFeatures::fit({}, {}, pool);
  EXPECT_EQ(none.size(), 0U);
  const std::vector<std::string> texts{"", "what nobody has seen"};
  const SparseRows rows = *none.rows(texts, pool);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_TRUE(rows.values.empty());
}

TEST(TfidfFeatures, RefuseImpossibleOptions) {
  ThreadPool pool(1);
  const auto refused = [&](const auto& change) {
    FeatureOptions options;
    change(options);
    EXPECT_THROW(TfidfFeatures::fit(options, {}, pool), Error);
  };
  refused([](FeatureOptions& o) { o.min_texts = 0; });
  refused([](FeatureOptions& o) { o.max_features = 0; });
  refused([](FeatureOptions& o) { o.ngrams.words = {0, 2}; });
  refused([](FeatureOptions& o) { o.ngrams.words = {3, 2}; });
  refused([](FeatureOptions& o) { o.ngrams.characters = {1, kMaxNgram + 1}; });
}

}  // namespace
}  // namespace taxon
