#include "cli/tune_call.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "cli/parse.h"
#include "cli/tune_texts.h"

namespace taxon {
namespace {

Settings parsed(const std::vector<std::string>& words) {
  std::vector<const char*> arguments;
  arguments.push_back("taxon");
  for (const auto& word : words) arguments.push_back(word.c_str());
  const auto invocation = parse_command_line(static_cast<int>(arguments.size()), arguments.data());
  return invocation ? invocation->settings : Settings();
}

TEST(TuneCall, HasWhatTuneWasGivenAndWritesSeedsOut) {
  const auto tune =
      parsed({"tune", "a b.csv", "c.csv", "--minutes", "5", "--text-column", "it's", "--json", "--skip-space",
              "--threads", "2", "--trials", "3", "--max-model-size", "5M", "--valid-fraction", "0.2"});
  EXPECT_EQ(shell_command(train_call(tune, {{"preset", "default"}, {"epochs", "6"}})),
            "taxon train 'a b.csv' c.csv --text-column 'it'\\''s' --skip-space --valid-fraction 0.2 "
            "--split-seed 0 --seed 0 --preset default --epochs 6 --out model.taxon");
}

TEST(TuneCall, GivenValidationTextsTakeThePlaceOfAFraction) {
  const auto tune =
      parsed({"tune", "a.csv", "--minutes", "5", "--valid", "v.csv", "--seed", "7", "--out", "m"});
  EXPECT_EQ(shell_command(train_call(tune, {{"preset", "linear"}})),
            "taxon train a.csv --valid v.csv --seed 7 --preset linear --out m");
}

TEST(TuneCall, MeansWhatItsWordsMeanToTheCommandLine) {
  auto tune = parsed({"tune", "a.csv", "--minutes", "5", "--lower", "off", "--class-weight", "balanced"});
  tune.valid_fraction = 0.1;
  for (TuneSettings settings(3); const auto setting = settings.next();) {
    const auto call = train_call(tune, *setting);
    std::vector<std::string> words;
    words.emplace_back("train");
    for (const auto& word : call_words(call)) words.push_back(word);
    const Settings meant = settings_of(call), read = parsed(words);
    ASSERT_EQ(meant.given, read.given);
    ASSERT_EQ(meant.all_given, read.all_given);
    ASSERT_EQ(meant.train.epochs, read.train.epochs);
    ASSERT_EQ(meant.networks, read.networks);
    ASSERT_EQ(meant.data, read.data);
    if (setting->size() > 8) break;  // the first that was drawn; all are made alike
  }
}

TEST(TuneTexts, ALargerPartHoldsTheSmallerAndNoClassIsMissing) {
  RaggedLabels labels;
  for (int i = 0; i < 100; ++i) {
    const std::int32_t label = i < 60 ? 0 : i < 98 ? 1 : 2;
    labels.push_back(std::span(&label, 1));
  }
  const auto small = part_of_each_class(labels, 3, 1.0 / 9, 5),
             large = part_of_each_class(labels, 3, 1.0 / 3, 5);
  EXPECT_EQ(small.size(), 7U + 5U + 1U);
  EXPECT_EQ(large.size(), 20U + 13U + 1U);
  EXPECT_TRUE(std::includes(large.begin(), large.end(), small.begin(), small.end()));
  EXPECT_GE(small.back(), 98U);
  EXPECT_NE(part_of_each_class(labels, 3, 1.0 / 9, 6), small);
}

}  // namespace
}  // namespace taxon
