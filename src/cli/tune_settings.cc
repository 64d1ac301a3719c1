#include "cli/tune_settings.h"

#include <span>

#include "base/random.h"

namespace taxon {
namespace {

// The likely gains come first, since a short search gets no further; what is costly comes last.
const std::vector<TuneSetting>& listed_settings() {
  const auto with = [](TuneSetting more) {
    more.insert(more.begin(), {"preset", "default"});
    return more;
  };
  static const std::vector<TuneSetting> list = {{{"preset", "linear"}},
                                                with({}),
                                                with({{"networks", "1"}, {"linear", "off"}}),
                                                with({{"learning-rate", "1e-3"}}),
                                                with({{"epochs", "6"}}),
                                                with({{"word-dropout", "0.4"}}),
                                                with({{"num-words", "100000"}}),
                                                with({{"embed-dim", "64"}, {"key-dim", "64"}}),
                                                with({{"networks", "1"},
                                                      {"linear", "off"},
                                                      {"num-words", "10000"},
                                                      {"embed-dim", "32"},
                                                      {"key-dim", "32"}}),
                                                with({{"maxlen", "128"}}),
                                                with({{"learning-rate", "6e-3"}}),
                                                with({{"truncating", "pre"}}),
                                                with({{"word-dropout", "0"}}),
                                                with({{"embed-dim", "256"}, {"key-dim", "256"}}),
                                                with({{"maxlen", "512"}}),
                                                {{"preset", "best"}}};
  return list;
}

// Options that are drawn together with the texts that chance chooses from.
struct Choice {
  std::vector<std::string> names;  // that get the same text
  std::vector<std::string> texts;
};

const std::vector<Choice>& choices() {
  static const std::vector<Choice> list = {{{"num-words"}, {"10000", "30000", "60000", "100000"}},
                                           {{"maxlen"}, {"128", "256", "512"}},
                                           {{"truncating"}, {"post", "pre"}},
                                           {{"networks"}, {"1", "2", "3", "5"}},
                                           {{"linear"}, {"on", "off"}},
                                           {{"embed-dim", "key-dim"}, {"32", "64", "128", "256"}},
                                           {{"epochs"}, {"2", "3", "4", "6", "10"}},
                                           {{"learning-rate"}, {"1e-3", "2e-3", "3e-3", "5e-3"}},
                                           {{"label-smoothing"}, {"0", "0.1", "0.2"}},
                                           {{"word-dropout"}, {"0", "0.1", "0.2", "0.3", "0.5"}}};
  return list;
}

TuneSetting draw(std::uint64_t seed, std::uint32_t number) {
  const CounterRandom random(seed, Purpose::kTunedSetting, number);
  TuneSetting setting = {{"preset", "default"}};
  for (std::size_t i = 0; i < choices().size(); ++i) {
    const auto& [names, texts] = choices()[i];
    const auto at = static_cast<std::size_t>(std::uint64_t{random.bits(i)} * texts.size() >> 32U);
    for (const auto& name : names) setting.emplace_back(name, texts[at]);
  }
  return setting;
}

}  // namespace

std::string setting_text(const TuneSetting& setting) {
  std::string text;
  for (const auto& [name, value] : setting) text += (text.empty() ? "--" : " --") + name + " " + value;
  return text;
}

TuneSettings::TuneSettings(std::uint64_t seed) : seed_(seed) {}

std::optional<TuneSetting> TuneSettings::next() {
  constexpr int kTries = 1000;
  if (listed_ < listed_settings().size()) return *given_.insert(listed_settings()[listed_++]).first;
  for (int i = 0; i < kTries; ++i) {
    const auto [setting, is_new] = given_.insert(draw(seed_, drawn_++));
    if (is_new) return *setting;
  }
  return std::nullopt;
}

}  // namespace taxon
