#include "api/library_options.h"

#include <algorithm>

#include "api/guard.h"
#include "base/error.h"
#include "options/spelling.h"

namespace taxon {
namespace {

// "epochs" of "--epochs".
std::string library_name(const Option& option) {
  return option.name.substr(2);
}

const Option& find_option(const std::string& name, unsigned uses) {
  std::vector<std::string> known;
  for (const auto& option : all_options()) {
    if ((option.commands & uses) == 0) continue;
    if (library_name(option) == name) return option;
    known.push_back(library_name(option));
  }
  const auto nearest = nearest_word(name, known);
  throw Error(quoted_name(name) + " is no option here" +
              (nearest ? ", did you mean " + quoted_name(*nearest) + "?" : "; options_for() lists them"));
}

unsigned bits_of(OptionUse use) {
  switch (use) {
    case OptionUse::kRead:
      return kReadTexts;
    case OptionUse::kTrain:
      return kTrainTexts;
    case OptionUse::kClassify:
      return kClassifyTexts;
  }
  return 0;
}

}  // namespace

Settings library_settings(const Options& options, unsigned uses, bool goes_on) {
  GivenTexts given;
  for (const auto& [name, text] : options) {
    const Option& option = find_option(name, uses);
    if (option.value.placeholder.empty() && !text.empty()) {
      throw Error({.field = name}, "takes no value; leave it out to turn it off");
    }
    given[&option] = {text};
  }
  const bool names_model =
      std::any_of(options.begin(), options.end(), [](const auto& o) { return o.first == "from"; });
  return settings_given(given, goes_on || names_model ? kNotebookPreset : kDefaultPreset);
}

std::vector<OptionInfo> options_for(OptionUse use) {
  return guarded([&] {
    std::vector<OptionInfo> list;
    for (const auto& option : all_options()) {
      if ((option.commands & bits_of(use)) == 0) continue;
      list.push_back({.name = library_name(option),
                      .placeholder = option.value.placeholder,
                      .default_text = option.value.get(preset_settings(kDefaultPreset)),
                      .help = option.help});
    }
    return list;
  });
}

}  // namespace taxon
