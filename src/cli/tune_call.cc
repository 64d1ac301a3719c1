#include "cli/tune_call.h"

#include <algorithm>
#include <string_view>

#include "base/check.h"
#include "options/option_values.h"
#include "options/options.h"

namespace taxon {
namespace {

const Option& train_option(std::string_view name) {
  const auto options = all_options();
  const auto option = std::find_if(options.begin(), options.end(), [&](const Option& o) {
    return o.name == name && (o.commands & kTrain) != 0;
  });
  TAXON_CHECK(option != options.end());
  return *option;
}

bool train_takes(std::string_view name) {
  const auto options = all_options();
  return std::any_of(options.begin(), options.end(),
                     [&](const Option& o) { return o.name == name && (o.commands & kTrain) != 0; });
}

std::string in_shell(const std::string& word) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:=,+@%";
  if (!word.empty() && word.find_first_not_of(kPlain) == std::string::npos) return word;
  std::string quoted = "'";
  for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

}  // namespace

TrainCall train_call(const Settings& tune, const TuneSetting& setting) {
  TrainCall call;
  const auto written_out = [](const std::string& name) {
    return name == "--valid-fraction" || name == "--split-seed" || name == "--seed" || name == "--out" ||
           name == "--threads";
  };
  for (const auto& [name, text] : tune.all_given) {
    if (train_takes(name) && !written_out(name)) call.emplace_back(name, text);
  }
  if (tune.valid.empty()) {
    call.emplace_back("--valid-fraction", number_text(tune.valid_fraction));
    call.emplace_back("--split-seed", number_text(tune.split_seed));
  }
  call.emplace_back("--seed", number_text(tune.train.seed));
  for (const auto& [name, text] : setting) call.emplace_back("--" + name, text);
  call.emplace_back("--out", tune.out.empty() ? "model.taxon" : tune.out);
  return call;
}

Settings settings_of(const TrainCall& call) {
  GivenTexts given;
  for (const auto& [name, text] : call) given[&train_option(name)].push_back(text);
  return settings_given(given);
}

std::vector<std::string> call_words(const TrainCall& call) {
  std::vector<std::string> words;
  for (const auto& [name, text] : call) {
    const bool dashed = name.starts_with('-');
    if (dashed) words.push_back(name);
    if (!dashed || !train_option(name).value.placeholder.empty()) words.push_back(text);
  }
  return words;
}

std::string shell_command(const TrainCall& call) {
  std::string command = "taxon train";
  for (const auto& word : call_words(call)) command += " " + in_shell(word);
  return command;
}

}  // namespace taxon
