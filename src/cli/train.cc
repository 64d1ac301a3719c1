#include <fmt/format.h>
#include <malloc.h>

#include "api/continued_model.h"
#include "api/training_record.h"
#include "api/training_start.h"
#include "base/available_memory.h"
#include "base/error.h"
#include "base/files.h"
#include "cli/checkpoints.h"
#include "cli/commands.h"
#include "cli/expectation.h"
#include "cli/load_data.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/run_identity.h"
#include "cli/signals.h"
#include "cli/train_listener.h"
#include "data/paths.h"
#include "model/classifier.h"
#include "model/model_file.h"
#include "train/history.h"

namespace taxon {
namespace {

std::string summary(const Settings& settings, const Classifier& model, const TrainResult& result,
                    bool has_valid) {
  double seconds = 0;
  for (const auto& epoch : result.history) seconds += epoch.seconds;
  const auto& p = model.provenance;
  std::string text =
      fmt::format("trained {} epoch{} in {}{}\n", p.epochs, p.epochs == 1 ? "" : "s", clock_text(seconds),
                  result.reason == StopReason::kEarlyStopping ? ", stopped early" : "");
  if (p.loss && p.accuracy) {
    text += fmt::format("best epoch {}: {} loss {:.4f}, accuracy {:.4f}\n", p.best_epoch,
                        has_valid ? "validation" : "training", *p.loss, *p.accuracy);
  }
  return text + fmt::format("{}: {} classes, {} words, {} parameters\n", settings.out, model.config.classes,
                            model.config.vocabulary - 1, model.parameters.layout().size());
}

// What is freed goes back to the system. By default the C library keeps more the larger the blocks were that
// it has seen freed: the room of 20 MB of ids for each thread that tokenized, say.
void keep_no_freed_memory() {
  constexpr int kKept = 1 << 20;
  mallopt(M_MMAP_THRESHOLD, kKept);
  mallopt(M_TRIM_THRESHOLD, kKept);
}

// The exit status 0, or Interrupted.
int save_and_report(const Settings& settings, const Classifier& model, const TrainResult& result,
                    bool has_valid, Checkpoints& checkpoints, int stop_signal) {
  // The model first: should the disk be full, it is what counts.
  save_model(model, settings.out);
  if (!settings.history.empty()) write_file_atomically(settings.history, history_csv(result.history));
  if (result.reason != StopReason::kInterrupted) checkpoints.finished();
  write_output(summary(settings, model, result, has_valid));
  if (result.reason != StopReason::kInterrupted) return 0;
  throw Interrupted(
      stop_signal,
      fmt::format("interrupted in epoch {}; {} holds the weights of epoch {}{}", result.history.size() + 1,
                  settings.out, result.best_epoch > 0 ? result.best_epoch : model.provenance.epochs,
                  checkpoints.way_on()));
}

}  // namespace

int run_train(const Settings& given) {
  keep_no_freed_memory();
  // What would fail after hours of training fails now.
  require_writable(given.out);
  if (!given.history.empty()) require_writable(given.history);
  Checkpoints checkpoints(given);
  auto continued = load_continued_model(given);
  const Settings settings = continued ? continued->settings : given;
  const auto* const known = continued ? &*continued : nullptr;
  const auto& stop = catch_stop_signals();
  ThreadPool pool(settings.threads);
  std::vector<std::string> notes;
  auto prepared = prepare_training(known, settings, load_training_data(settings, known_classes(continued)),
                                   {}, paths_text(settings.data), pool, notes);
  for (const auto& note : notes) tell_note(note);
  const TrainingStart& start = prepared.start;
  const TrainOptions& options = prepared.options;
  const std::uint64_t memory = resident_memory() + prepared.memory;
  require_room_for_model(settings, start);
  Classifier model = start_classifier(settings, prepared, known);
  continued.reset();

  const LabelledIds* const valid = start.valid ? &*start.valid : nullptr;
  TrainProgressListener listener(valid != nullptr);
  if (checkpoints.wanted()) {  // only then: an identity hashes all ids and weights
    checkpoints.begin(run_identity(settings, model, start.train, valid, options), model.config, options,
                      start.train.ids.size(), listener);
  }
  tell_expectation(model, start.train, options, pool, memory, options.epochs - checkpoints.epochs_done());
  const auto result = train(model.config, model.parameters, start.train, valid, options, pool,
                            {.listener = &listener,
                             .stop = &stop,
                             .keeper = &checkpoints,
                             .resume_from = checkpoints.resume_from()});
  listener.finish();
  if (result.history.empty()) {
    throw Interrupted(stop.load(), "interrupted before the first epoch was complete; no model is written" +
                                       checkpoints.way_on());
  }
  finish_model(result, valid, pool, model);
  return save_and_report(settings, model, result, valid != nullptr, checkpoints, stop.load());
}

}  // namespace taxon
