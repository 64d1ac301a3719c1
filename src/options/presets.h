#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "options/settings.h"

namespace taxon {

// Settings to start from, as options and their texts; every option that is given overrules them.
struct Preset {
  std::string name;
  std::string help;  // what it is for, in a few words
  std::vector<std::pair<std::string, std::string>> options;
};

// The presets of `train`; docs/results.md has what each was chosen by.
std::span<const Preset> all_presets();

// What a bare `train` uses, and what stands behind options where one network is meant.
inline constexpr const char* kDefaultPreset = "default";
inline constexpr const char* kNotebookPreset = "notebook";

// Settings as they are before any option is given. Requires a preset's name.
Settings preset_settings(const std::string& name);

}  // namespace taxon
