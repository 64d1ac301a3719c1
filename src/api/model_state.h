#pragma once

#include <memory>
#include <mutex>
#include <utility>

#include "api/shared_run.h"
#include "model/classifier.h"
#include "options/settings.h"
#include "taxon/model.h"

namespace taxon {

// What a Model shares with its copies.
struct TAXON_HIDDEN Model::State {
  State(Classifier made, const Settings& settings)
      : classifier(std::move(made)),
        threads(settings.threads),
        precision(settings.precision),
        memory(settings.memory) {}

  // Made when it is first asked for: a model that is only looked at or saved takes no threads and no tables.
  SharedRun& run();

  const Classifier classifier;
  const int threads;
  const Precision precision;
  const std::size_t memory;

 private:
  std::mutex mutex_;  // of the making
  std::unique_ptr<SharedRun> run_;
};

// The way from inside to a Model's parts.
struct ModelAccess {
  // Throws Error where this machine or the classifier's shape cannot be served as `settings` asks.
  static Model make(Classifier classifier, const Settings& settings);
};

}  // namespace taxon
