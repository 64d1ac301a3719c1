// The figures that say how far another figure can be trusted, against SciPy's and scikit-learn's
// (tests/golden/make_trust_golden.py).

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>

#include "report/bootstrap.h"
#include "report/calibration.h"
#include "report/mcnemar.h"

namespace taxon {
namespace {

using Json = nlohmann::json;

const Json& golden() {
  static const Json values = [] {
    std::ifstream file(TAXON_SOURCE_DIR "/tests/golden/trust.json");
    return Json::parse(file);
  }();
  return values;
}

std::vector<JudgedText> texts_of(const Json& item) {
  std::vector<JudgedText> texts;
  for (std::size_t i = 0; i < item.at("right").size(); ++i) {
    texts.push_back({.truth = item.at("right")[i].get<bool>() ? 0 : 1,
                     .answer = 0,
                     .probability = item.at("probability")[i].get<double>()});
  }
  return texts;
}

TEST(Reliability, IsThatOfScikitLearn) {
  ASSERT_EQ(golden().at("reliability").size(), 3U);
  for (const auto& item : golden().at("reliability")) {
    const auto bins = calibration_bins(texts_of(item));
    ASSERT_EQ(bins.size(), 15U);
    std::size_t filled = 0;
    std::int64_t texts = 0;
    for (const auto& bin : bins) {
      texts += bin.texts;
      EXPECT_NEAR(bin.high - bin.low, 1.0 / 15, 1e-15);
      if (bin.texts == 0) continue;
      ASSERT_LT(filled, item.at("true").size());
      EXPECT_NEAR(bin.accuracy, item.at("true")[filled].get<double>(), 1e-15);
      EXPECT_NEAR(bin.probability, item.at("predicted")[filled].get<double>(),
                  1e-13);  // sums in another order
      EXPECT_GT(bin.probability, bin.low);
      EXPECT_LE(bin.probability, bin.high);
      ++filled;
    }
    EXPECT_EQ(filled, item.at("true").size());
    EXPECT_EQ(texts, static_cast<std::int64_t>(item.at("right").size()));
  }
}

TEST(Reliability, WithoutTextsThereIsNoError) {
  EXPECT_EQ(calibration_error(calibration_bins({})), 0.0);
  for (const auto& at : answering_shares({})) EXPECT_EQ(at.texts, 0);
}

TEST(AnsweringShares, AreThoseOfTheDefinition) {
  for (const auto& item : golden().at("reliability")) {
    const auto texts = texts_of(item);
    const auto shares = answering_shares(texts);
    ASSERT_EQ(shares.size(), item.at("answered").size());
    for (std::size_t i = 0; i < shares.size(); ++i) {
      const auto& expected = item.at("answered")[i];
      EXPECT_EQ(shares[i].share, expected[0].get<double>() / 100);
      EXPECT_EQ(shares[i].reject_below, expected[1].get<float>());
      EXPECT_EQ(shares[i].texts, expected[2].get<std::int64_t>());
      EXPECT_EQ(shares[i].accuracy, expected[3].get<double>() / expected[2].get<double>());
      // The bound, given back, answers the same texts.
      const auto again = answering_at(texts, shares[i].reject_below);
      EXPECT_EQ(again.texts, shares[i].texts);
      EXPECT_GE(again.share, shares[i].share);
    }
  }
}

TEST(JudgedTexts, AreNeverMoreThanCertain) {
  const float huge = std::numeric_limits<float>::max(), tiny = std::numeric_limits<float>::denorm_min();
  // Rows at the ends of float, and of equal and nearly equal logits, where a sum of parts rounds.
  std::vector<std::vector<float>> rows = {{huge, -huge, 0}, {huge, huge, huge}, {-huge, -huge, tiny},
                                          {88, 89, -745},   {16.6F, 0, 0},      {17.4F, 1e-7F, 0}};
  for (int i = 0; i < 1000; ++i) {
    const auto x = static_cast<float>(i) * 0.05F;
    rows.push_back({x, 0, -x});
    rows.push_back({x, std::nextafter(x, huge), x});
  }
  std::vector<float> logits;
  for (const auto& row : rows) logits.insert(logits.end(), row.begin(), row.end());
  const auto texts = judge_texts(logits, std::vector<std::int32_t>(rows.size()), 3);
  for (const auto& text : texts) {
    EXPECT_GE(text.probability, 1.0 / 3 - 1e-15);
    EXPECT_LE(text.probability, 1.0);
    EXPECT_LE(static_cast<float>(text.probability), 1.0F);
  }
  for (const auto& bin : calibration_bins(texts)) EXPECT_LE(bin.probability, bin.high);
  EXPECT_EQ(answering_at(texts, 1.0F).texts,
            std::ranges::count_if(texts, [](const auto& t) { return t.answered(1.0F); }));
  EXPECT_GT(answering_at(texts, 1.0F).texts, 0);
}

RaggedLabels rows_of(const Json& rows) {
  RaggedLabels labels;
  for (const auto& row : rows) {
    if (row.is_array()) {
      labels.push_back(std::span<const std::int32_t>(row.get<std::vector<std::int32_t>>()));
    } else {
      labels.push_back(row.get<std::int32_t>());
    }
  }
  return labels;
}

BootstrapIntervals intervals_of(const Json& item, MacroClasses macro, int threads) {
  ThreadPool pool(threads);
  return bootstrap_intervals(rows_of(item.at("truth")), rows_of(item.at("answers")),
                             item.at("classes").get<std::size_t>(), macro, pool);
}

void expect_interval(const BootstrapInterval& found, const Json& expected) {
  // Sums in another order.
  EXPECT_NEAR(found.low, expected[0].get<double>(), 1e-13);
  EXPECT_NEAR(found.high, expected[1].get<double>(), 1e-13);
}

TEST(Bootstrap, IsThatOfScikitLearnsFiguresOverTheSameResamples) {
  ASSERT_EQ(golden().at("single").size(), 4U);
  ASSERT_EQ(golden().at("multi").size(), 2U);
  for (const char* kind : {"single", "multi"}) {
    const auto macro = std::string(kind) == "multi" ? MacroClasses::kAll : MacroClasses::kOccurring;
    for (const auto& item : golden().at(kind)) {
      const auto found = intervals_of(item, macro, 3);
      expect_interval(found.accuracy, item.at("accuracy"));
      expect_interval(found.micro_f1, item.at("micro_f1"));
      expect_interval(found.macro_f1, item.at("macro_f1"));
    }
  }
}

TEST(Bootstrap, IsNearThatOfSciPy) {
  const auto& item = golden().at("single")[3];
  const auto found = intervals_of(item, MacroClasses::kOccurring, 1);
  // 400 texts, 76 % of them right: the ends of 1,000 resamples scatter by about 0.0025, one text.
  EXPECT_NEAR(found.accuracy.low, item.at("scipy")[0].get<double>(), 0.008);
  EXPECT_NEAR(found.accuracy.high, item.at("scipy")[1].get<double>(), 0.008);
}

TEST(Bootstrap, DoesNotDependOnTheThreads) {
  for (const auto& item : golden().at("single")) {
    const auto one = intervals_of(item, MacroClasses::kOccurring, 1);
    const auto four = intervals_of(item, MacroClasses::kOccurring, 4);
    EXPECT_EQ(one.accuracy.low, four.accuracy.low);
    EXPECT_EQ(one.accuracy.high, four.accuracy.high);
    EXPECT_EQ(one.macro_f1.low, four.macro_f1.low);
    EXPECT_EQ(one.macro_f1.high, four.macro_f1.high);
  }
}

TEST(McNemar, IsSciPysBinomialTest) {
  ASSERT_EQ(golden().at("mcnemar").size(), 14U);
  for (const auto& item : golden().at("mcnemar")) {
    const auto a = item[0].get<std::int64_t>(), b = item[1].get<std::int64_t>();
    const auto expected = item[2].get<double>();
    // SciPy's own tail is good to about 1e-12.
    EXPECT_NEAR(mcnemar_p_value(a, b), expected, 1e-10 * expected) << a << " " << b;
    EXPECT_EQ(mcnemar_p_value(a, b), mcnemar_p_value(b, a));
  }
}

TEST(McNemar, CountsTheFourOutcomes) {
  const std::vector<bool> a = {true, true, true, false, false, false, true},
                          b = {true, true, false, true, true, false, true};
  const auto outcomes = pair_outcomes(a, b);
  EXPECT_EQ(outcomes.both_right, 3);
  EXPECT_EQ(outcomes.only_a_right, 1);
  EXPECT_EQ(outcomes.only_b_right, 2);
  EXPECT_EQ(outcomes.both_wrong, 1);
  EXPECT_EQ(outcomes.p_value, 1.0) << "1 of 3 or more uneven: always";
}

}  // namespace
}  // namespace taxon
