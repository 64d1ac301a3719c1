#include "model/linear_section.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>

#include "base/aligned_vector.h"
#include "linear/small_task.h"
#include "linear/training.h"
#include "model/section_file.h"
#include "model/temp_file.h"

namespace taxon {
namespace {

using Bytes = AlignedVector<std::byte>;  // as a section in a mapped file, it starts on a border

constexpr std::size_t kClasses = SmallTask::kClasses;

LinearModel trained(std::uint32_t texts, const LinearOptions& options = {}) {
  const SmallTask task(texts);
  ThreadPool pool(2);
  return LinearTraining::prepare(options, {task.texts, task.labels, kClasses}, pool)->train({})->model;
}

Bytes joined(const std::vector<std::string_view>& pieces) {
  Bytes bytes;
  for (const auto piece : pieces) {
    const auto raw = std::as_bytes(std::span(piece));
    bytes.insert(bytes.end(), raw.begin(), raw.end());
  }
  return bytes;
}

struct Sections {
  Bytes features, weights;
};

Sections written(const LinearModel& model) {
  const std::string head = linear_features_head(model.features());
  return {joined(linear_features_pieces(model.features(), head)),
          joined(linear_weights_pieces(model.weights()))};
}

LinearModel read(const Sections& sections) {
  TfidfFeatures features = read_linear_features(sections.features);
  const ByteWeights weights = read_linear_weights(sections.weights, features.size(), kClasses);
  return {std::move(features), weights};
}

std::vector<double> scores_of(const LinearModel& model) {
  auto texts = made_up_texts(60);
  texts.insert(texts.end(), {"", "Hockey", "the orbit's apogee", "\u65e5\u672c\u8a9e"});
  ThreadPool pool(1);
  return model.score(texts, pool);
}

std::string refusal(const Sections& sections) {
  return message_of<Error>([&] { read(sections); });
}

// A model so small that each of its bytes can be changed.
LinearOptions words_only() {
  LinearOptions options;
  options.features.ngrams = {.words = {1, 1}, .characters = {0, 0}};
  return options;
}

template <class T>
void put(Bytes& bytes, std::size_t offset, T value) {
  std::memcpy(bytes.data() + offset, &value, sizeof(value));
}

TEST(LinearSection, RoundTripGivesTheSameScores) {
  const LinearModel model = trained(300);
  const Sections sections = written(model);
  const LinearModel loaded = read(sections);
  EXPECT_EQ(loaded.features().options(), model.features().options());
  EXPECT_EQ(scores_of(loaded), scores_of(model));
  const Sections again = written(loaded);
  EXPECT_EQ(again.features, sections.features);
  EXPECT_EQ(again.weights, sections.weights);
}

TEST(LinearSection, KeepsTheOptions) {
  LinearOptions options;
  options.features.ngrams = {.words = {2, 3}, .characters = {1, 4}};
  options.features.min_texts = 3;
  options.features.max_features = 2000;
  options.features.sublinear = false;
  options.features.ngrams.icu_words = true;
  const LinearModel model = trained(60, options);
  EXPECT_EQ(read(written(model)).features().options(), options.features);
}

TEST(LinearSection, AModelWithoutFeatures) {
  const LinearModel model = trained(1);
  ASSERT_EQ(model.features().size(), 0U);
  EXPECT_EQ(scores_of(read(written(model))), scores_of(model));
}

// Mapping a file is what it costs to open it.
TEST(LinearSection, IsUsedWhereItStands) {
  const Sections sections = written(trained(60));
  const LinearModel loaded = read(sections);
  const auto lies_in = [](const Bytes& bytes, const void* address) {
    return address >= bytes.data() && address < bytes.data() + bytes.size();
  };
  EXPECT_TRUE(lies_in(sections.features, loaded.features().index().begins().data()));
  EXPECT_TRUE(lies_in(sections.features, loaded.features().index().entries().data()));
  EXPECT_TRUE(lies_in(sections.features, loaded.features().idf().data()));
  EXPECT_TRUE(lies_in(sections.weights, loaded.weights().bytes.data()));
}

TEST(LinearSection, RefusesEveryOtherLength) {
  const Sections whole = written(trained(12, words_only()));
  ASSERT_EQ(refusal(whole), "");
  for (Bytes Sections::*part : {&Sections::features, &Sections::weights}) {
    for (std::size_t n = 0; n < (whole.*part).size(); ++n) {
      Sections cut = whole;
      (cut.*part).assign((whole.*part).begin(), (whole.*part).begin() + static_cast<std::ptrdiff_t>(n));
      (cut.*part).shrink_to_fit();
      EXPECT_NE(refusal(cut), "") << n;
    }
    Sections longer = whole;
    (longer.*part).push_back(std::byte{0});
    EXPECT_NE(refusal(longer), "");
  }
}

// The container's checksums find damage; what was forged has to be refused or do as it says.
TEST(LinearSection, SurvivesEveryChangedByte) {
  Sections sections = written(trained(12, words_only()));
  int refused = 0, accepted = 0;
  for (Bytes Sections::*part : {&Sections::features, &Sections::weights}) {
    for (std::byte& byte : sections.*part) {
      const std::byte good = byte;
      for (const unsigned change : {1U, 0x80U, 0xFFU}) {
        byte = good ^ static_cast<std::byte>(change);
        if (!refusal(sections).empty()) {
          ++refused;
          continue;
        }
        ++accepted;
        for (const double score : scores_of(read(sections))) ASSERT_TRUE(std::isfinite(score));
      }
      byte = good;
    }
  }
  EXPECT_GT(refused, 1000);
  EXPECT_GT(accepted, 1000);
}

// docs/model-file.md: where the numbers stand.
TEST(LinearSection, RefusesWhatWouldReadOutside) {
  const LinearModel model = trained(60);
  const Sections whole = written(model);
  const auto refused = [&](const auto& change) {
    Sections sections = whole;
    change(sections);
    const std::string message = refusal(sections);
    EXPECT_EQ(message.find('\n'), std::string::npos);
    return message;
  };
  const auto size = static_cast<std::uint32_t>(model.features().size());
  const std::size_t begins = 64, begins_end = begins + 4 * model.features().index().begins().size(),
                    entries = (begins_end + 63) / 64 * 64;
  EXPECT_NE(refused([](Sections& s) { put<std::uint64_t>(s.features, 0, ~0ULL); }), "");
  EXPECT_NE(refused([](Sections& s) { put<std::uint64_t>(s.features, 0, 1ULL << 31U); }), "");
  EXPECT_NE(refused([&](Sections& s) { put<std::uint64_t>(s.features, 0, size + 1); }), "");
  EXPECT_NE(refused([](Sections& s) { put<std::int32_t>(s.features, 8, 3); }), "");    // pairs to pairs
  EXPECT_NE(refused([](Sections& s) { put<std::int32_t>(s.features, 20, 99); }), "");  // 3 to 99
  EXPECT_NE(refused([](Sections& s) { put<std::uint32_t>(s.features, 32, 2); }), "");
  EXPECT_NE(refused([&](Sections& s) { put<std::uint32_t>(s.features, begins, 1); }), "");
  EXPECT_NE(refused([&](Sections& s) { put<std::uint32_t>(s.features, begins + 4, size + 1); }), "");
  EXPECT_NE(refused([&](Sections& s) { put<std::uint32_t>(s.features, begins_end - 4, size + 1); }), "");
  EXPECT_NE(refused([&](Sections& s) { put<std::uint32_t>(s.features, entries + 4, size); }), "");
  const float nan = std::numeric_limits<float>::quiet_NaN();
  EXPECT_NE(refused([&](Sections& s) { put(s.features, s.features.size() - 64, nan); }), "");
  EXPECT_NE(refused([&](Sections& s) { put(s.weights, 0, nan); }), "");
  EXPECT_NE(refused([&](Sections& s) { put(s.weights, 64, std::numeric_limits<float>::infinity()); }), "");
}

TEST(LinearSection, WeightsOfAnotherModelAreRefused) {
  const Sections one = written(trained(60)), other = written(trained(61));
  EXPECT_NE(refusal({one.features, other.weights}), "");
}

}  // namespace
}  // namespace taxon
