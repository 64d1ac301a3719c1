#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace taxon {

// Settings to try: options of `train` and their texts, a preset first. Names are without dashes.
using TuneSetting = std::vector<std::pair<std::string, std::string>>;

// "--preset default --learning-rate 1e-3".
std::string setting_text(const TuneSetting& setting);

// The settings that a search goes through, none twice: a fixed list first (docs/tune.md), from the linear
// model, the quick baseline, over the presets to one change each of the default; then draws by chance, each
// option's text out of a few (Bergstra and Bengio, "Random search for hyper-parameter optimization", JMLR
// 2012). A pure function of the seed.
class TuneSettings {
 public:
  explicit TuneSettings(std::uint64_t seed);

  // Nothing where chance has come up with nothing new for long.
  std::optional<TuneSetting> next();

 private:
  std::uint64_t seed_;
  std::size_t listed_ = 0;
  std::uint32_t drawn_ = 0;
  std::set<TuneSetting> given_;
};

}  // namespace taxon
