#include "options/presets.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "base/error.h"
#include "options/options.h"

namespace taxon {
namespace {

const Option& option_named(const std::string& name) {
  for (const auto& option : all_options()) {
    if (option.name == "--" + name && (option.commands & kTrain) != 0) return option;
  }
  throw std::logic_error("no option " + name);
}

TEST(Presets, HaveTheNamesThatTheProgramFallsBackTo) {
  std::set<std::string> names;
  for (const auto& preset : all_presets()) {
    EXPECT_TRUE(names.insert(preset.name).second) << preset.name;
    EXPECT_GT(preset.help.size(), 5U);
  }
  EXPECT_TRUE(names.contains(kDefaultPreset));
  EXPECT_TRUE(names.contains(kNotebookPreset));
}

// Each option is one of train's and takes the value as it stands there.
TEST(Presets, EveryOptionOfOneIsThereAndIsApplied) {
  int applied = 0;
  for (const auto& preset : all_presets()) {
    const Settings settings = preset_settings(preset.name);
    EXPECT_EQ(settings.preset, preset.name);
    std::set<std::string> names;
    for (const auto& [name, text] : preset.options) {
      const Option& option = option_named(name);
      EXPECT_TRUE(names.insert(name).second) << preset.name << " has " << name << " twice";
      EXPECT_TRUE(option.shapes_result) << name;
      Settings alone;
      apply_option(option, text, alone);
      EXPECT_EQ(option.value.get(settings), option.value.get(alone)) << preset.name << " " << name;
      ++applied;
    }
    EXPECT_TRUE(settings.given.empty()) << "what nobody gave is not recorded as given";
  }
  EXPECT_GT(applied, 20);
}

TEST(Presets, TheNotebooksIsWhatSettingsAre) {
  const Settings notebook = preset_settings(kNotebookPreset), plain;
  for (const auto& option : all_options()) {
    EXPECT_EQ(option.value.get(notebook), option.value.get(plain)) << option.name;
  }
}

TEST(Presets, WhatIsGivenOverrulesAndIsRecorded) {
  const GivenTexts given = {{&option_named("preset"), {"linear"}},
                            {&option_named("networks"), {"2"}},
                            {&option_named("maxlen"), {"64"}}};
  const Settings settings = settings_given(given, kDefaultPreset);
  EXPECT_EQ(settings.preset, "linear");
  EXPECT_EQ(settings.networks, 2);
  EXPECT_TRUE(settings.linear) << "from the preset";
  EXPECT_EQ(settings.encoder.maxlen, 64);
  for (const std::pair<std::string, std::string> wanted :
       {std::pair{"preset", "linear"}, std::pair{"networks", "2"}, std::pair{"maxlen", "64"}}) {
    EXPECT_NE(std::ranges::find(settings.given, wanted), settings.given.end()) << wanted.first;
  }
  EXPECT_EQ(settings.given.size(), 3U);
}

TEST(Presets, WithoutOneTheUsualIsMeant) {
  for (const char* usual : {kDefaultPreset, kNotebookPreset}) {
    const Settings settings = settings_given({}, usual);
    EXPECT_EQ(settings.preset, usual);
    EXPECT_EQ(settings.networks, preset_settings(usual).networks);
  }
}

TEST(Presets, AnUnknownNameListsTheNames) {
  const GivenTexts given = {{&option_named("preset"), {"worst"}}};
  try {
    settings_given(given, kDefaultPreset);
    FAIL() << "no error";
  } catch (const Error& error) {
    for (const auto& preset : all_presets()) {
      EXPECT_NE(std::string(error.what()).find(preset.name), std::string::npos) << error.what();
    }
  }
}

}  // namespace
}  // namespace taxon
