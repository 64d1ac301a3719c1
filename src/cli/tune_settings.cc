#include "cli/tune_settings.h"

#include <array>
#include <cstddef>
#include <sstream>

#include "base/random.h"

namespace taxon {
namespace {

std::vector<std::string> words_of(const char* text) {
  std::istringstream stream(text);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

// Names and texts in turn. The likely gains come first, since a short search gets no further; what is costly
// comes last.
constexpr std::array kListed = {
    "preset linear",
    "preset default",
    "preset default networks 1 linear off",
    "preset default learning-rate 1e-3",
    "preset default epochs 6",
    "preset default word-dropout 0.4",
    "preset default num-words 100000",
    "preset default embed-dim 64 key-dim 64",
    "preset default networks 1 linear off num-words 10000 embed-dim 32 key-dim 32",
    "preset default maxlen 128",
    "preset default learning-rate 6e-3",
    "preset default truncating pre",
    "preset default word-dropout 0",
    "preset default embed-dim 256 key-dim 256",
    "preset default maxlen 512",
    "preset best",
};

TuneSetting listed(std::size_t number) {
  TuneSetting setting;
  const auto words = words_of(kListed.at(number));
  for (std::size_t i = 0; i + 1 < words.size(); i += 2) setting.emplace_back(words[i], words[i + 1]);
  return setting;
}

// Options that are drawn together with the texts that chance chooses from.
struct Choice {
  const char* names;  // that get the same text
  const char* texts;
};

constexpr std::array kChoices = {Choice{"num-words", "10000 30000 60000 100000"},
                                 Choice{"maxlen", "128 256 512"},
                                 Choice{"truncating", "post pre"},
                                 Choice{"networks", "1 2 3 5"},
                                 Choice{"linear", "on off"},
                                 Choice{"embed-dim key-dim", "32 64 128 256"},
                                 Choice{"epochs", "2 3 4 6 10"},
                                 Choice{"learning-rate", "1e-3 2e-3 3e-3 5e-3"},
                                 Choice{"label-smoothing", "0 0.1 0.2"},
                                 Choice{"word-dropout", "0 0.1 0.2 0.3 0.5"}};

TuneSetting draw(std::uint64_t seed, std::uint32_t number) {
  const CounterRandom random(seed, Purpose::kTunedSetting, number);
  TuneSetting setting;
  setting.emplace_back("preset", "default");
  for (std::size_t i = 0; i < kChoices.size(); ++i) {
    const auto texts = words_of(kChoices.at(i).texts);
    const auto at = static_cast<std::size_t>(std::uint64_t{random.bits(i)} * texts.size() >> 32U);
    for (const auto& name : words_of(kChoices.at(i).names)) setting.emplace_back(name, texts[at]);
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
  if (listed_ < kListed.size()) return *given_.insert(listed(listed_++)).first;
  for (int i = 0; i < kTries; ++i) {
    const auto [setting, is_new] = given_.insert(draw(seed_, drawn_++));
    if (is_new) return *setting;
  }
  return std::nullopt;
}

}  // namespace taxon
