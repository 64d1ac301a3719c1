#include "options/presets.h"

#include <algorithm>

#include "base/check.h"
#include "options/options.h"

namespace taxon {
namespace {

using Texts = std::vector<std::pair<std::string, std::string>>;

// Behind the last epoch, so that its weights are kept: the rate has fallen to 0 by then.
const std::string kNever = "1000000";

Texts joined(Texts options, const Texts& more) {
  options.insert(options.end(), more.begin(), more.end());
  return options;
}

// What networks that are joined with a linear part have in common. The first words of a text say more than
// the last ones; rare words are left to the n-grams.
const Texts& networks() {
  static const Texts options = {{"num-words", "30000"},
                                {"maxlen", "256"},
                                {"truncating", "post"},
                                {"padding", "post"},
                                {"mask", "on"},
                                {"learning-rate", "3e-3"},
                                {"schedule", "cosine"},
                                {"label-smoothing", "0.1"},
                                {"word-dropout", "0.2"},
                                {"plateau-patience", "-1"},
                                {"start-from-epoch", kNever},
                                {"linear", "on"}};
  return options;
}

}  // namespace

std::span<const Preset> all_presets() {
  static const std::vector<Preset> presets = {
      {"default", "a linear model of n-grams joined with three small networks",
       joined(networks(), {{"embed-dim", "128"}, {"key-dim", "128"}, {"epochs", "3"}, {"networks", "3"}})},
      {"best", "the same with eight larger networks",
       joined(networks(), {{"embed-dim", "256"}, {"key-dim", "256"}, {"epochs", "3"}, {"networks", "8"}})},
      {"linear", "the linear model alone", {{"networks", "0"}, {"linear", "on"}}},
      {"notebook", "the network of the Keras notebook that this program began as", {}}};
  return presets;
}

Settings preset_settings(const std::string& name) {
  const auto presets = all_presets();
  const auto preset =
      std::find_if(presets.begin(), presets.end(), [&](const Preset& p) { return p.name == name; });
  TAXON_CHECK(preset != presets.end());
  Settings settings;
  settings.preset = name;
  for (const auto& [option_name, text] : preset->options) {
    for (const auto& option : all_options()) {
      if (option.name == "--" + option_name) apply_option(option, text, settings);
    }
  }
  return settings;
}

}  // namespace taxon
