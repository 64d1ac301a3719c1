#include "cli/tune_search.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace taxon {
namespace {

constexpr std::size_t kRound = 18;  // settings that one begins with
constexpr std::size_t kKept = 3;    // of so many one is kept
// Before anything has worked: of so many in a row that do not the next one hardly will.
constexpr int kVainTrials = 30;
// On more texts there are more words too, so that time grows a little faster than their number.
constexpr double kMargin = 1.2;

// Seconds of trainings to come, by those that were.
class Forecast {
 public:
  void learn(const TuneCost& cost, std::size_t texts, double seconds) {
    const auto n = static_cast<double>(texts);
    if (cost.networks == 0) {
      linear_ = seconds / n;
      return;
    }
    const double of_networks = seconds - (cost.linear ? linear_.value_or(0) * n : 0);
    network_seconds_ += std::max(of_networks, 0.0);
    network_work_ += cost.networks * n;
  }

  // Nothing where none like it was measured.
  std::optional<double> seconds(const TuneCost& cost, std::size_t texts) const {
    if (cost.linear && !linear_) return std::nullopt;
    if (cost.networks > 0 && network_work_ == 0) return std::nullopt;
    const double a_text = (cost.linear ? *linear_ : 0) +
                          (cost.networks > 0 ? cost.networks * network_seconds_ / network_work_ : 0);
    return kMargin * a_text * static_cast<double>(texts);
  }

 private:
  std::optional<double> linear_;  // a text
  double network_seconds_ = 0, network_work_ = 0;
};

class Search {
 public:
  Search(const SearchLimits& limits, TuneWork& work) : limits_(limits), work_(work) {}

  SearchResult run() {
    bool goes_on = begin();
    while (goes_on) goes_on = round();
    if (not_begun_ > 0 && !short_of_time_) {
      result_.stopped +=
          fmt::format("; {} trainings were not begun, since they would not have ended in time", not_begun_);
    }
    return std::move(result_);
  }

 private:
  using Settings = std::vector<std::size_t>;  // indices of result_.settings

  std::size_t last_rung() const { return limits_.rung_texts.size() - 1; }
  double left() { return limits_.seconds - work_.seconds(); }

  // Whether the search goes on: something was counted on all texts, and neither time nor settings are over.
  bool begin() {
    for (int vain = 0; vain < kVainTrials; ++vain) {
      const auto setting = next();
      if (!setting) return false;
      const auto state = train(*setting, last_rung()).outcome.state;
      if (state == TrialState::kCounted) return true;
      if (is_over(state)) return false;
    }
    result_.stopped = fmt::format("none of {} settings worked", kVainTrials);
    return false;
  }

  bool round() {
    result_.stopped.clear();
    Settings chosen;
    for (std::size_t rung = 0; rung <= last_rung(); ++rung) {
      const auto counted = rung == 0 ? try_new() : try_again(chosen, rung);
      if (!counted) return false;
      if (counted->empty() && rung == 0) {
        if (result_.stopped.empty()) result_.stopped = fmt::format("none of {} more settings worked", kRound);
        return false;
      }
      if (counted->empty()) return true;  // others may be quicker, or work
      chosen = best_third(*counted);
      if (rung < last_rung()) tell_kept(chosen.size(), counted->size());
    }
    return true;
  }

  // The trials of new settings on the first rung; nothing where the search is over.
  std::optional<std::vector<Trial>> try_new() {
    std::vector<Trial> counted;
    const double share = left() / static_cast<double>(limits_.rung_texts.size());
    const double end = work_.seconds() + share;
    for (std::size_t i = 0; i < kRound; ++i) {
      if (last_rung() > 0 && !counted.empty() && work_.seconds() > end) break;
      const auto setting = next();
      if (!setting) break;
      if (!try_one(*setting, 0, counted)) return std::nullopt;
    }
    return counted;
  }

  std::optional<std::vector<Trial>> try_again(const Settings& settings, std::size_t rung) {
    std::vector<Trial> counted;
    for (const std::size_t setting : settings) {
      if (!try_one(setting, rung, counted)) return std::nullopt;
    }
    return counted;
  }

  // False where the search is over.
  bool try_one(std::size_t setting, std::size_t rung, std::vector<Trial>& counted) {
    if (!fits(setting, rung, counted)) return true;
    const Trial& trial = train(setting, rung);
    if (trial.outcome.state == TrialState::kCounted) counted.push_back(trial);
    return !is_over(trial.outcome.state);
  }

  // Whether there is time for it and, after it, for the best of its rung on all texts.
  bool fits(std::size_t setting, std::size_t rung, const std::vector<Trial>& counted) {
    const auto own = expected(setting, rung);
    if (!own) return true;
    double needed = *own;
    if (rung < last_rung()) {
      const auto best = std::min_element(counted.begin(), counted.end(), is_better);
      const std::size_t likely = best == counted.end() ? setting : best->setting;
      for (std::size_t next = rung + 1; next <= last_rung(); ++next) {
        needed += expected(likely, next).value_or(0);
      }
    }
    short_of_time_ = needed > left();
    if (!short_of_time_) return true;
    result_.stopped = fmt::format(
        "the next training, of {}{}, would take about {:.1f} s and {:.1f} s are left",
        setting_text(result_.settings[setting]),
        rung < last_rung() ? " and then of the best on all texts" : "", needed, std::max(left(), 0.0));
    work_.tell("not begun: " + result_.stopped);
    ++not_begun_;
    return false;
  }

  std::optional<double> expected(std::size_t setting, std::size_t rung) const {
    const std::size_t texts = limits_.rung_texts[rung];
    for (auto trial = result_.trials.rbegin(); trial != result_.trials.rend(); ++trial) {
      if (trial->setting != setting || trial->outcome.state != TrialState::kCounted) continue;
      return kMargin * trial->seconds * static_cast<double>(texts) / static_cast<double>(trial->texts);
    }
    return forecast_.seconds(work_.cost(result_.settings[setting]), texts);
  }

  std::optional<std::size_t> next() {
    const auto tried = result_.settings.size();
    if (limits_.trials > 0 && tried >= static_cast<std::size_t>(limits_.trials)) {
      short_of_time_ = false;
      result_.stopped = fmt::format("all of the {} settings that --trials allows were tried", limits_.trials);
      return std::nullopt;
    }
    auto setting = work_.next_setting();
    if (!setting) {
      short_of_time_ = false;
      result_.stopped = "no setting is left to try";
      return std::nullopt;
    }
    result_.settings.push_back(std::move(*setting));
    return tried;
  }

  const Trial& train(std::size_t setting, std::size_t rung) {
    const double start = work_.seconds();
    const auto outcome = work_.train(result_.settings[setting], rung);
    Trial trial{.setting = setting,
                .rung = rung,
                .texts = limits_.rung_texts[rung],
                .seconds = work_.seconds() - start,
                .outcome = outcome};
    if (outcome.state == TrialState::kCounted) {
      forecast_.learn(work_.cost(result_.settings[setting]), trial.texts, trial.seconds);
      const bool first = !result_.best;
      if (rung == last_rung() &&
          (first || better(outcome.score, result_.trials[*result_.best].outcome.score))) {
        result_.best = result_.trials.size();
      }
    }
    if (is_over(outcome.state)) result_.stopped = outcome.why;
    work_.tell(result_.settings[setting], trial);
    result_.trials.push_back(std::move(trial));
    return result_.trials.back();
  }

  static bool is_over(TrialState state) {
    return state == TrialState::kTimeIsOver || state == TrialState::kInterrupted;
  }

  static bool is_better(const Trial& a, const Trial& b) { return better(a.outcome.score, b.outcome.score); }

  static Settings best_third(std::vector<Trial> trials) {
    std::stable_sort(trials.begin(), trials.end(), is_better);
    Settings best;
    const std::size_t kept = std::max<std::size_t>(trials.size() / kKept, 1);
    for (std::size_t i = 0; i < kept; ++i) best.push_back(trials[i].setting);
    return best;
  }

  void tell_kept(std::size_t kept, std::size_t of) {
    work_.tell(fmt::format("kept: the best {} of {}", kept, of));
  }

  const SearchLimits& limits_;
  TuneWork& work_;
  SearchResult result_;
  Forecast forecast_;
  bool short_of_time_ = false;  // what was thought of last
  int not_begun_ = 0;
};

}  // namespace

bool better(const TuneScore& a, const TuneScore& b) {
  const auto number = [](double value) {
    return std::isnan(value) ? -std::numeric_limits<double>::infinity() : value;
  };
  if (number(a.accuracy) != number(b.accuracy)) return number(a.accuracy) > number(b.accuracy);
  return number(-a.loss) > number(-b.loss);
}

SearchResult search_settings(const SearchLimits& limits, TuneWork& work) {
  return Search(limits, work).run();
}

}  // namespace taxon
