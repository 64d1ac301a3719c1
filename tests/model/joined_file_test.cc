// What the files of models of several networks, and of those with a linear part, have beside the others.

#include <gtest/gtest.h>

#include <limits>
#include <utility>
#include <vector>

#include "linear/training.h"
#include "model/forged_model.h"

namespace taxon {
namespace {

LinearModel linear_part() {
  const std::vector<std::string> texts = {"river bank", "bank loan", "rocket orbit", "goalie ice"};
  const auto labels = one_each<std::int32_t>({0, 1, 2, 3});
  LinearOptions options;
  options.features.min_texts = 1;
  options.features.ngrams = {.words = {1, 1}, .characters = {0, 0}};
  ThreadPool pool(1);
  return LinearTraining::prepare(options, {texts, labels, 4}, pool)->train({})->model;
}

Parameters network(const EncoderConfig& config, std::uint64_t seed) {
  Parameters parameters(config);
  initialize(parameters, config, AttentionInit::kKeras3, seed);
  return parameters;
}

// So many networks, with n-grams or without.
Classifier joined_model(std::size_t networks, bool linear) {
  Classifier model = tiny_model();
  model.networks.clear();
  for (std::size_t n = 0; n < networks; ++n) model.networks.push_back(network(model.config, 7 + n));
  if (linear) model.linear = linear_part();
  model.network_weight = 0.75;
  model.linear_weight = 0.5;
  model.offset = -0.125;
  return model;
}

std::vector<float> probabilities(const Classifier& model) {
  ThreadPool pool(1);
  const std::vector<std::string> texts = {"river bank", "goalie", "", "größe ✓"};
  return ClassifierRun(model, pool).probabilities(texts);
}

Classifier loaded_from(const std::string& bytes, const TempFile& file) {
  write_plainly(file.path(), bytes);
  return load_model(file.path());
}

class JoinedFile : public testing::TestWithParam<std::pair<std::size_t, bool>> {
 protected:
  Classifier model() const { return joined_model(GetParam().first, GetParam().second); }
};

INSTANTIATE_TEST_SUITE_P(Parts, JoinedFile,
                         testing::Values(std::pair(0U, true), std::pair(1U, true), std::pair(2U, false),
                                         std::pair(3U, true)));

TEST_P(JoinedFile, RoundTrip) {
  const auto bytes = saved(model());
  const TempFile file;
  const auto loaded = loaded_from(bytes, file);
  EXPECT_EQ(loaded.networks.size(), GetParam().first);
  EXPECT_EQ(loaded.linear.has_value(), GetParam().second);
  EXPECT_EQ(loaded.network_weight, 0.75);
  EXPECT_EQ(loaded.linear_weight, 0.5);
  EXPECT_EQ(loaded.offset, -0.125);
  EXPECT_EQ(probabilities(loaded), probabilities(model()));
  EXPECT_TRUE(saved(loaded) == bytes);
}

TEST_P(JoinedFile, EveryCutIsRefused) {
  const auto bytes = saved(model());
  for (std::size_t n = 0; n < bytes.size(); n += 13) EXPECT_NE(loading_error(bytes.substr(0, n)), "") << n;
}

TEST_P(JoinedFile, EveryChangedByteIsRefused) {
  auto bytes = saved(model());
  for (std::size_t i = 0; i < bytes.size(); i += 11) {
    bytes[i] = static_cast<char>(bytes[i] ^ 0x40);
    EXPECT_NE(loading_error(bytes), "") << i;
    bytes[i] = static_cast<char>(bytes[i] ^ 0x40);
  }
}

TEST_P(JoinedFile, NeedsItsSections) {
  for (const auto name : kAllSectionNames) {
    if (name == "provenance") continue;
    const auto message = error_after(model(), [&](Contents& c) {
      if (c.erase(std::string(name)) == 0) c["labels"].clear();  // is not there: then another must be
    });
    EXPECT_NE(message, "") << name;
  }
}

// Written by hand with right checksums: what stands in the file is what the model has.
TEST_P(JoinedFile, HoldsNoPartThatTheModelHasNot) {
  const Contents more = [] {
    Contents all;
    changed(joined_model(3, true), [&](Contents& c) { all = c; });
    return all;
  }();
  for (const char* name : {"weights", "more weights", "linear features", "linear weights", "thresholds"}) {
    bool added = false;
    const auto message = error_after(model(), [&](Contents& c) {
      if (c.contains(name)) return;
      c[name] = more.contains(name) ? more.at(name) : std::string(16, '\0');
      added = true;
    });
    EXPECT_EQ(message.empty(), !added) << name << ": " << message;
  }
}

void put_networks(Contents& contents, std::uint64_t n) {
  put(contents.at("joint"), 0, n);
}

TEST(JoinedSections, CountsItsNetworks) {
  const auto two = joined_model(2, true);
  EXPECT_EQ(error_after(two, [](Contents& c) { put_networks(c, 2); }), "");
  for (const std::uint64_t n : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{3}, ~std::uint64_t{0}}) {
    EXPECT_NE(error_after(two, [&](Contents& c) { put_networks(c, n); }), "") << n;
  }
  const auto none = joined_model(0, true);
  EXPECT_NE(error_after(none, [](Contents& c) { put_networks(c, 1); }), "");
  // A single network is joined with nothing.
  EXPECT_NE(error_after(tiny_model(),
                        [&](Contents& c) {
                          c["joint"] = std::string(32, '\0');
                          put_networks(c, 1);
                        }),
            "");
  EXPECT_NE(error_after(tiny_model(), [&](Contents& c) { c["joint"] = std::string(32, '\0'); }), "");
}

TEST(JoinedSections, WeighsItsPartsByNumbers) {
  const auto model = joined_model(2, true);
  for (const std::size_t at : {8U, 16U, 24U}) {
    for (const double odd :
         {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
      const auto message = error_after(model, [&](Contents& c) { put(c.at("joint"), at, odd); });
      EXPECT_NE(message.find("not a number"), std::string::npos) << message;
    }
  }
  EXPECT_NE(error_after(model, [](Contents& c) { c.at("joint").pop_back(); }), "");
  EXPECT_NE(error_after(model, [](Contents& c) { c.at("joint") += '\0'; }), "");
}

TEST(JoinedSections, FurtherWeightsAreWholeNumbersOfNetworks) {
  const auto model = joined_model(3, false);
  const auto nan = std::numeric_limits<float>::quiet_NaN();
  EXPECT_NE(error_after(model, [](Contents& c) { c.at("more weights").pop_back(); }), "");
  EXPECT_NE(error_after(model, [](Contents& c) { c.at("more weights") += std::string(64, '\0'); }), "");
  EXPECT_NE(error_after(model, [&](Contents& c) { put(c.at("more weights"), 4, nan); }), "");
  // tiny_model() has no whole multiple of 64 bytes of weights, so zeros stand behind them.
  ASSERT_NE(model.networks.front().values().size_bytes() % 64, 0U);
  EXPECT_NE(error_after(model, [](Contents& c) { c.at("more weights").back() = 'x'; }), "");
}

// What a program from before these sections knows.
TEST(JoinedSections, OlderProgramsRefuseIt) {
  for (const auto& model : {joined_model(2, false), joined_model(1, true)}) {
    const TempFile file;
    save_model(model, file.path());
    const auto message = message_of<Error>([&] { SectionFile(file.path(), kSectionNames); });
    EXPECT_NE(message.find("which this program does not know; use a newer taxon"), std::string::npos)
        << message;
  }
}

TEST(JoinedSections, SeveralLabelsATextToo) {
  Classifier model = joined_model(2, true);
  model.config.output = Output::kSigmoid;
  model.thresholds = {0.0F, 0.25F, 0.5F, 1.0F};
  const auto bytes = saved(model);
  const TempFile file;
  const auto loaded = loaded_from(bytes, file);
  EXPECT_EQ(loaded.thresholds, model.thresholds);
  EXPECT_EQ(probabilities(loaded), probabilities(model));
}

}  // namespace
}  // namespace taxon
