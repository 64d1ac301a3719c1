#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "cli/tune_settings.h"

namespace taxon {

// How good a trained model is on the validation texts.
struct TuneScore {
  double accuracy = 0, loss = 0;
};

// More accurate, or as accurate with less loss; NaN is worse than any number.
bool better(const TuneScore& a, const TuneScore& b);

enum class TrialState { kCounted, kTooLarge, kFailed, kTimeIsOver, kInterrupted };

struct TrialOutcome {
  TrialState state = TrialState::kCounted;
  TuneScore score = {};  // of a counted one
  std::string why = {};  // of one that is not
};

struct Trial {
  std::size_t setting = 0;  // of SearchResult::settings
  std::size_t rung = 0, texts = 0;
  double seconds = 0;
  TrialOutcome outcome;
};

// What a training's time grows with, a text: of the linear part all do alike, of the networks by their work.
struct TuneCost {
  bool linear = false;
  double networks = 0;  // in any unit
};

// What a search works with: trainings, a clock and somebody to tell. Borrowed, for one thread.
class TuneWork {
 public:
  virtual ~TuneWork() = default;
  virtual std::optional<TuneSetting> next_setting() = 0;
  virtual TuneCost cost(const TuneSetting& setting) const = 0;
  // Trains on the texts of a rung and judges; what goes wrong by the setting is its outcome, not thrown.
  virtual TrialOutcome train(const TuneSetting& setting, std::size_t rung) = 0;
  virtual double seconds() = 0;  // since the search was called for
  virtual void tell(const TuneSetting& setting, const Trial& trial) = 0;
  virtual void tell(const std::string& line) = 0;
};

struct SearchLimits {
  double seconds = 0;
  std::vector<std::size_t> rung_texts;  // rising; the last rung has all texts
  int trials = 0;                       // settings, at most; 0: any number
};

struct SearchResult {
  std::vector<TuneSetting> settings;
  std::vector<Trial> trials;
  std::optional<std::size_t> best;  // of trials: the best that was counted on all texts
  std::string stopped;              // why there is no more, in words
};

// Successive halving (Jamieson and Talwalkar, "Non-stochastic best arm identification and hyperparameter
// optimization", AISTATS 2016) in rounds: many settings are trained on the first rung's texts, the best third
// of them, at least one, on the next rung's, and so on up to all texts. The first setting that works is
// trained on all texts before, so that there soon is a result. A round's first rung has as many settings as
// an equal share of the time that is left allows, up to 18; what its best needs to be trained on all texts is
// never given away, and a training that would not end in time, by those measured before, is not begun. The
// time decides which settings are tried on how many texts, and nothing else.
SearchResult search_settings(const SearchLimits& limits, TuneWork& work);

}  // namespace taxon
