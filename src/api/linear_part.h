#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "api/training_data.h"
#include "base/thread_pool.h"
#include "linear/linear_model.h"
#include "linear/training.h"
#include "options/settings.h"

namespace taxon {

// What it is trained with, on so many texts.
LinearOptions linear_options(const Settings& settings, std::size_t texts);

// A linear model of the training texts and what it says about texts that it has not learnt from.
struct LinearPart {
  LinearModel model;
  std::vector<double> held_out_scores;  // (held-out texts, classes): by a model that has not learnt from them
  std::vector<double> valid_scores;     // (validation texts, classes); empty without any
  double seconds = 0;                   // wall time that it took
};

// Trains it: as part of the model where the settings ask for that (`linear`), or else as the baseline beside
// it. held_out: rising indices of training texts. Nothing where `stop` (may be null) became other than 0.
std::optional<LinearPart> train_linear_part(const Settings& settings, const TrainingData& data,
                                            std::span<const float> class_weights,
                                            std::span<const std::uint32_t> held_out, ThreadPool& pool,
                                            const std::atomic<int>* stop);

}  // namespace taxon
