#pragma once

#include <sys/types.h>
#include <unistd.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <utility>

#include "api/shared_run.h"
#include "data/dataset.h"
#include "model/classifier.h"
#include "options/settings.h"
#include "report/judgement.h"
#include "taxon/model.h"

namespace taxon {

// What a Model shares with its copies.
struct TAXON_HIDDEN Model::State {
  State(Classifier made, const Settings& settings)
      : classifier(std::move(made)),
        threads(settings.threads),
        run_options(settings.run),
        reject_below(settings.reject_below),
        team_(std::make_unique<Team>().release()) {}
  ~State();
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  // Made when it is first asked for: a model that is only looked at or saved takes no threads and no tables.
  // And made anew in a process that was forked off, where the threads of the old one are not.
  SharedRun& run();

  const Classifier classifier;
  const int threads;
  const RunOptions run_options;
  const float reject_below;

 private:
  // Of one process. In a child of that process it may neither be used nor freed: its threads are gone, and
  // who held its mutexes may be gone with them.
  struct Team {
    const pid_t process = getpid();
    std::mutex mutex;  // of the making
    std::unique_ptr<SharedRun> run = nullptr;
  };

  std::atomic<Team*> team_;  // owned where it is of this process
};

// The way from inside to a Model's parts.
struct ModelAccess {
  // Throws Error where this machine or the classifier's shape cannot be served as `settings` asks.
  static Model make(Classifier classifier, const Settings& settings);
  // By the model's own team. Throws what Model::evaluate() throws.
  static Judgement judge(const Model& model, const Dataset& data);
};

}  // namespace taxon
