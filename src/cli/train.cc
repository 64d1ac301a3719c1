#include <fmt/format.h>
#include <malloc.h>

#include <algorithm>
#include <cstdio>

#include "base/available_memory.h"
#include "base/error.h"
#include "base/files.h"
#include "base/sha256.h"
#include "cli/checkpoints.h"
#include "cli/class_weights.h"
#include "cli/commands.h"
#include "cli/continued_model.h"
#include "cli/expectation.h"
#include "cli/load_data.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/run_identity.h"
#include "cli/signals.h"
#include "cli/train_listener.h"
#include "cli/training_start.h"
#include "cli/version.h"
#include "model/classifier.h"
#include "model/model_file.h"
#include "train/callbacks.h"
#include "train/history.h"
#include "train/thresholds.h"

namespace taxon {
namespace {

// "class=weight" for each class: the weights count, not the file they came from.
std::string weights_text(const std::vector<std::string>& classes, const std::vector<float>& weights) {
  std::string text;
  for (std::size_t c = 0; c < classes.size(); ++c) {
    text += fmt::format("{}{}={}", c == 0 ? "" : ",", classes[c], weights[c]);
  }
  return text;
}

Provenance describe_data(const Settings& settings, const TrainingData& data,
                         const std::vector<float>& weights) {
  Provenance provenance;
  provenance.program = kProgramVersion;
  provenance.train_sha256 = data_sha256(data.train);
  provenance.train_texts = static_cast<std::int64_t>(data.train.size());
  if (data.valid) {
    provenance.valid_sha256 = data_sha256(*data.valid);
    provenance.valid_texts = static_cast<std::int64_t>(data.valid->size());
  }
  provenance.seed = settings.train.seed;
  provenance.options = settings.given;
  if (!weights.empty())
    provenance.options.emplace_back("class-weight", weights_text(data.train.classes, weights));
  // The model that it goes on from, wherever that stood.
  if (!settings.from.empty()) provenance.options.emplace_back("from", sha256_hex(read_file(settings.from)));
  return provenance;
}

// By the validation texts, which the weights were not fitted to.
void set_thresholds(Classifier& model, const LabelledIds& valid, ThreadPool& pool) {
  auto probabilities = logits_of(model.config, model.parameters, valid.ids, pool);
  sigmoid_each(probabilities);
  model.thresholds = choose_thresholds(probabilities, valid.labels, model.labels.size());
}

void describe_training(const TrainResult& result, bool has_valid, Provenance& provenance) {
  provenance.epochs = static_cast<int>(result.history.size());
  provenance.best_epoch = result.best_epoch;
  if (result.best_epoch == 0) return;
  const auto& best = result.history[static_cast<std::size_t>(result.best_epoch - 1)];
  provenance.loss = has_valid ? best.val_loss : best.loss;
  provenance.accuracy = has_valid ? best.val_accuracy : best.accuracy;
}

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

// Training needs the ids only; the texts would take several times their memory.
void drop_texts(TrainingData& data) {
  data = {};
  malloc_trim(0);
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

void warn_about_rates(const TrainOptions& options) {
  if (const auto why = why_rate_never_falls(options); !why.empty()) fmt::print(stderr, "note: {}\n", why);
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
  const Classifier* const known = continued ? &continued->classifier : nullptr;
  const auto& stop = catch_stop_signals();
  auto data = load_training_data(settings, known ? known->labels : std::vector<std::string>());
  TrainOptions options = settings.train;
  options.class_weights = class_weights(settings.class_weight, data.train);
  warn_about_rates(options);

  ThreadPool pool(settings.threads);
  TrainingStart start = learn_words(settings, data, known, pool);
  const Provenance provenance = describe_data(settings, data, options.class_weights);
  drop_texts(data);
  const std::uint64_t memory = resident_memory() + require_memory(start, options, pool.size());
  require_room_for_model(settings, start);
  Classifier model = start_classifier(settings, start, known);
  model.provenance = provenance;
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
  describe_training(result, valid != nullptr, model.provenance);
  if (model.multi_label() && valid) set_thresholds(model, *valid, pool);
  return save_and_report(settings, model, result, valid != nullptr, checkpoints, stop.load());
}

}  // namespace taxon
