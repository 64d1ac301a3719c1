#include "model/windows.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <optional>

#include "model/tiny_model.h"
#include "simd/low_precision.h"
#include "text/padding.h"

namespace taxon {
namespace {

std::vector<std::int32_t> counting_to(std::size_t tokens) {
  std::vector<std::int32_t> ids(tokens);
  std::iota(ids.begin(), ids.end(), 0);
  return ids;
}

// Where the windows of a text begin.
std::vector<std::int32_t> begins(std::size_t tokens, std::size_t maxlen) {
  const auto ids = counting_to(tokens);
  std::vector<std::int32_t> firsts;
  for (std::size_t w = 0; w < window_count(tokens, maxlen); ++w) {
    firsts.push_back(window(ids, maxlen, w).front());
  }
  return firsts;
}

using Places = std::vector<std::int32_t>;

TEST(Window, OverlapsTheNextByHalfAndTheLastEndsWithTheText) {
  EXPECT_EQ(begins(7, 8), Places({0}));
  EXPECT_EQ(begins(8, 8), Places({0}));
  EXPECT_EQ(begins(9, 8), Places({0, 1}));
  EXPECT_EQ(begins(12, 8), Places({0, 4}));
  EXPECT_EQ(begins(13, 8), Places({0, 4, 5}));
  EXPECT_EQ(begins(24, 8), Places({0, 4, 8, 12, 16}));
  EXPECT_EQ(begins(5, 5), Places({0}));
  EXPECT_EQ(begins(6, 5), Places({0, 1}));
  EXPECT_EQ(begins(8, 5), Places({0, 3}));
  EXPECT_EQ(begins(12, 5), Places({0, 3, 6, 7}));
  EXPECT_EQ(begins(4, 2), Places({0, 1, 2}));
  EXPECT_EQ(begins(3, 1), Places({0, 1, 2}));
}

TEST(Window, IsTheWholeOfAShortText) {
  ASSERT_EQ(window_count(0, 4), 1U);
  EXPECT_TRUE(window({}, 4, 0).empty());
  const auto ids = counting_to(3);
  ASSERT_EQ(window_count(3, 4), 1U);
  EXPECT_EQ(window(ids, 4, 0).size(), 3U);
}

TEST(Window, FirstAndLastAreWhatCuttingKeeps) {
  for (const std::int32_t maxlen : {1, 2, 3, 7, 8}) {
    const auto L = static_cast<std::size_t>(maxlen);
    for (std::size_t tokens = 1; tokens < 40; ++tokens) {
      const auto ids = counting_to(tokens);
      const auto first = window(ids, L, 0), last = window(ids, L, window_count(tokens, L) - 1);
      const auto front = truncate(ids, maxlen, Side::kPost), back = truncate(ids, maxlen, Side::kPre);
      EXPECT_EQ(first.data(), front.data());
      EXPECT_EQ(first.size(), front.size());
      EXPECT_EQ(last.data(), back.data());
      EXPECT_EQ(last.size(), back.size());
    }
  }
}

// Ids of words, in a fixed disorder.
std::vector<std::int32_t> words(std::size_t tokens, std::size_t seed) {
  std::vector<std::int32_t> ids;
  for (std::size_t i = 0; i < tokens; ++i)
    ids.push_back(static_cast<std::int32_t>((i * i + seed) * 7 % 5 + 1));
  return ids;
}

struct Shape {
  bool mask;
  Side padding;
  Output output;
  Precision precision;
};

class WindowedLogits : public testing::TestWithParam<Shape> {
 protected:
  void SetUp() override {
    if (GetParam().precision == Precision::kBfloat16 && !bfloat16_kernels()) {
      GTEST_SKIP() << "this processor has no tile registers for bfloat16: NOT TESTED";
    }
    config_ = {.vocabulary = 6, .maxlen = 5, .embed_dim = 8, .heads = 2, .key_dim = 8, .ff_dim = 4};
    config_.classes = 3;
    config_.mask = GetParam().mask;
    config_.padding = GetParam().padding;
    config_.output = GetParam().output;
    initialize(parameters_.emplace(config_), config_, AttentionInit::kKeras3, 7);
    for (const std::size_t tokens : {0U, 1U, 4U, 5U, 6U, 7U, 8U, 9U, 23U, 4000U}) {
      ids_.push_back(words(tokens, tokens));
    }
  }

  // (C), of one row of at most maxlen ids by itself.
  std::vector<float> alone(TokenIds ids) {
    std::vector<float> logits(3);
    Predictor(config_, *parameters_, pool_, kTableBytes, GetParam().precision).logits({&ids, 1}, logits);
    return logits;
  }

  // What windowed_logits() is to say of a text of several windows.
  std::vector<double> mean_of_windows(TokenIds ids) {
    const std::size_t count = window_count(ids.size(), 5);
    std::vector<double> mean(3, 0.0);
    for (std::size_t w = 0; w < count; ++w) {
      const auto logits = alone(window(ids, 5, w));
      double sum = 0;
      for (const float x : logits) sum += std::exp(static_cast<double>(x));
      const double whole = GetParam().output == Output::kSoftmax ? std::log(sum) : 0.0;
      for (std::size_t c = 0; c < 3; ++c) {
        mean[c] += (static_cast<double>(logits[c]) - whole) / static_cast<double>(count);
      }
    }
    return mean;
  }

  EncoderConfig config_;
  std::optional<Parameters> parameters_;
  RaggedIds ids_;
  ThreadPool pool_{2};
};

TEST_P(WindowedLogits, AreTheMeanOfTheWindows) {
  std::vector<float> logits(ids_.size() * 3);
  Predictor predictor(config_, *parameters_, pool_, kTableBytes, GetParam().precision);
  windowed_logits(predictor, config_, row_views(ids_), logits);
  for (std::size_t t = 0; t < ids_.size(); ++t) {
    const std::vector<float> got(logits.begin() + static_cast<std::ptrdiff_t>(3 * t),
                                 logits.begin() + static_cast<std::ptrdiff_t>(3 * t + 3));
    if (ids_[t].size() <= 5) {
      EXPECT_EQ(got, alone(ids_[t])) << ids_[t].size();
      continue;
    }
    const auto expected = mean_of_windows(ids_[t]);
    for (std::size_t c = 0; c < 3; ++c) {
      EXPECT_NEAR(static_cast<double>(got[c]), expected[c], 1e-6) << ids_[t].size();
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Shapes, WindowedLogits,
                         testing::Values(Shape{false, Side::kPre, Output::kSoftmax, Precision::kFloat32},
                                         Shape{true, Side::kPre, Output::kSoftmax, Precision::kFloat32},
                                         Shape{true, Side::kPost, Output::kSoftmax, Precision::kFloat32},
                                         Shape{false, Side::kPost, Output::kSigmoid, Precision::kFloat32},
                                         Shape{true, Side::kPost, Output::kSoftmax, Precision::kBfloat16}));

// More windows than are classified at a time, among texts of one window.
std::vector<std::string> long_and_short_texts() {
  std::vector<std::string> texts = {"river bank", ""};
  for (const int tokens : {5, 6, 3000, 7, 2, 5000, 30}) {
    std::string text;
    for (int i = 0; i < tokens; ++i) text += i * i % 7 < 3 ? "river " : i % 3 == 0 ? "bank " : "two ";
    texts.push_back(text);
  }
  return texts;
}

std::vector<float> logits_of(const Classifier& model, std::span<const std::string> texts, int threads,
                             const RunOptions& options) {
  ThreadPool pool(threads);
  return ClassifierRun(model, pool, options).logits(texts);
}

Classifier two_networks() {
  Classifier model = tiny_model();
  Parameters second(model.config);
  initialize(second, model.config, AttentionInit::kKeras3, 8);
  model.networks.push_back(std::move(second));
  return model;
}

TEST(ClassifierRun, InWindowsGivesTheSameBitsWhateverTheBatchTheThreadsAndTheTable) {
  const auto texts = long_and_short_texts();
  for (const Classifier& model : {tiny_model(), two_networks(), tiny_multi_label_model()}) {
    const auto expected = logits_of(model, texts, 1, {.windows = true});
    EXPECT_EQ(logits_of(model, texts, 3, {.windows = true}), expected);
    EXPECT_EQ(logits_of(model, texts, 2, {.table_bytes = 1, .windows = true}), expected);
    std::vector<float> one_by_one;
    for (const auto& text : texts) {
      const auto row = logits_of(model, {&text, 1}, 2, {.windows = true});
      one_by_one.insert(one_by_one.end(), row.begin(), row.end());
    }
    EXPECT_EQ(one_by_one, expected);
  }
}

TEST(ClassifierRun, InWindowsAnswersShortTextsAsEver) {
  const std::vector<std::string> texts = {"river bank", "", "one two three river bank"};
  for (const Classifier& model : {tiny_model(), two_networks()}) {
    EXPECT_EQ(logits_of(model, texts, 2, {.windows = true}), logits_of(model, texts, 2, {}));
  }
}

// Cut, the text's first or last five words are all that counts; in windows both ends do.
TEST(ClassifierRun, InWindowsSeesBothEndsOfALongText) {
  const std::vector<std::string> texts = {"river river river river river bank",
                                          "bank river river river river river"};
  Classifier model = tiny_model();
  for (const Side side : {Side::kPre, Side::kPost}) {
    model.truncating = side;
    const std::string plain = "river river river river river";
    const auto expected = logits_of(model, {&plain, 1}, 1, {});
    const std::string& cut = texts[side == Side::kPost ? 0 : 1];
    EXPECT_EQ(logits_of(model, {&cut, 1}, 1, {}), expected);
    EXPECT_NE(logits_of(model, {&cut, 1}, 1, {.windows = true}), expected);
  }
  const auto cut_behind = logits_of(model, texts, 1, {.windows = true});
  model.truncating = Side::kPre;
  EXPECT_EQ(logits_of(model, texts, 1, {.windows = true}), cut_behind);
}

// The mean over networks of what each says of the whole text.
TEST(ClassifierRun, InWindowsJoinsNetworksAsEver) {
  const auto texts = long_and_short_texts();
  const Classifier both = two_networks();
  Classifier first = tiny_model(), second = tiny_model();
  second.networks = one_network(both.networks.back());
  auto a = logits_of(first, texts, 1, {.windows = true}), b = logits_of(second, texts, 1, {.windows = true});
  auto joined = logits_of(both, texts, 1, {.windows = true});
  to_probabilities(both, a);
  to_probabilities(both, b);
  for (std::size_t i = 0; i < joined.size(); ++i) {
    EXPECT_NEAR(joined[i], (std::log(a[i]) + std::log(b[i])) / 2, 1e-6F);
  }
}

}  // namespace
}  // namespace taxon
