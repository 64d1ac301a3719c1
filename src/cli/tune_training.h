#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "api/training_data.h"
#include "base/thread_pool.h"
#include "cli/progress.h"
#include "cli/tune_search.h"
#include "cli/tune_settings.h"
#include "model/classifier.h"
#include "options/settings.h"
#include "text/tokenizer.h"

namespace taxon {

// What a search has to work with; all borrowed.
struct TuneMeans {
  const Settings& settings;                     // that tune was called with
  const TrainingData& data;                     // with validation texts
  std::chrono::steady_clock::time_point begin;  // when it was called
  ThreadPool& pool;
  const std::atomic<int>& stop;  // a signal's number or Deadline::kTimeIsOver
};

// The trainings of a search, by the same way as `train` has them, shown on standard error.
class TuneTraining : public TuneWork {
 public:
  explicit TuneTraining(const TuneMeans& means);

  // How many texts each rung has: a ninth and a third of all, where those are not too few to tell settings
  // apart, and all.
  std::vector<std::size_t> rung_texts() const;

  std::optional<TuneSetting> next_setting() override { return settings_.next(); }
  TuneCost cost(const TuneSetting& setting) const override;
  TrialOutcome train(const TuneSetting& setting, std::size_t rung) override;
  double seconds() override;
  void tell(const TuneSetting& setting, const Trial& trial) override;
  void tell(const std::string& line) override { line_.print(line); }

  // The best model of those that were trained on all texts, if any was.
  const std::optional<Classifier>& best_model() const { return best_; }
  // Bytes of the smallest model that was found too large.
  std::optional<std::uint64_t> smallest_too_large() const { return smallest_too_large_; }

 private:
  TrainingData texts_of(std::size_t rung) const;
  TrialOutcome train_whole(const Settings& settings, std::size_t rung);
  std::optional<std::string> why_too_large(std::uint64_t bytes);
  // Of the model that all texts would give, as far as it is known.
  std::uint64_t expected_bytes(const Settings& settings);
  const Tokenizer& all_words(const Settings& settings);
  TrialOutcome stopped() const;

  const TuneMeans means_;
  TuneSettings settings_;
  std::vector<std::vector<std::uint32_t>> parts_;  // the texts of each rung but the last
  std::optional<Tokenizer> all_words_;
  std::uint64_t linear_bytes_ = 0;  // of the linear model that all texts gave; 0: not known
  std::optional<std::uint64_t> smallest_too_large_;
  std::optional<Classifier> best_;
  TuneScore best_score_;
  ProgressLine line_;
};

}  // namespace taxon
