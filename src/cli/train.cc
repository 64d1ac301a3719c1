#include <fmt/format.h>
#include <malloc.h>

#include <algorithm>
#include <memory>
#include <optional>

#include "api/checks.h"
#include "api/continued_model.h"
#include "api/joined_training.h"
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

std::string figures_line(const char* part, const std::optional<ScoreFigures>& figures) {
  return figures
             ? fmt::format("  {:<12}loss {:.4f}, accuracy {:.4f}\n", part, figures->loss, figures->accuracy)
             : "";
}

// The parts beside each other: whether the network is worth it on these data.
std::string parts_text(const JudgedByParts& figures, const std::string& texts) {
  if (figures.texts == 0) return "";
  return fmt::format("on {} {}:\n", figures.texts, texts) + figures_line("linear", figures.linear) +
         figures_line("networks", figures.networks) +
         (figures.networks ? figures_line("joined", figures.joined) : "");
}

std::string size_line(const Settings& settings, const Classifier& model) {
  std::string text = fmt::format("{}: {} classes", settings.out, model.labels.size());
  if (!model.networks.empty()) {
    text += fmt::format(", {} words, {} parameters", model.config.vocabulary - 1, model.network_parameters());
  }
  if (model.networks.size() > 1) text += fmt::format(" in {} networks", model.networks.size());
  if (model.linear) text += fmt::format(", {} n-grams", model.linear->features().size());
  return text + "\n";
}

std::string summary(const Settings& settings, const Classifier& model, const JoinedResult& joined) {
  const TrainResult& result = joined.result;
  const auto& p = model.provenance;
  std::string text;
  if (!result.history.empty()) {
    double seconds = 0;
    for (const auto& epoch : result.history) seconds += epoch.seconds;
    text =
        fmt::format("trained {} epoch{} in {}{}\n", p.epochs, p.epochs == 1 ? "" : "s", clock_text(seconds),
                    result.reason == StopReason::kEarlyStopping ? ", stopped early" : "");
  }
  if (model.single_network() && p.loss && p.accuracy) {
    text += fmt::format("best epoch {}: {} loss {:.4f}, accuracy {:.4f}\n", p.best_epoch,
                        joined.valid.texts > 0 ? "validation" : "training", *p.loss, *p.accuracy);
  }
  text += parts_text(joined.held_out, "training texts, each judged by parts that have not learnt from it");
  text += parts_text(joined.valid, "validation texts");
  return text + size_line(settings, model);
}

// What is freed goes back to the system. By default the C library keeps more the larger the blocks were that
// it has seen freed: the room of 20 MB of ids for each thread that tokenized, say.
void keep_no_freed_memory() {
  constexpr int kKept = 1 << 20;
  mallopt(M_MMAP_THRESHOLD, kKept);
  mallopt(M_TRIM_THRESHOLD, kKept);
}

// The checkpoints of each network.
class NetworkCheckpoints {
 public:
  explicit NetworkCheckpoints(const Settings& settings) {
    for (std::size_t n = 0; n < static_cast<std::size_t>(std::max(settings.networks, 1)); ++n) {
      of_.push_back(std::make_unique<Checkpoints>(settings, n));
    }
  }

  Checkpoints& of(std::size_t network) { return *of_[network]; }
  void finished() {
    for (auto& checkpoints : of_) checkpoints->finished();
  }
  // Of the network that was last begun.
  std::string way_on() const {
    std::string way;
    for (const auto& checkpoints : of_) {
      if (const auto its = checkpoints->way_on(); !its.empty()) way = its;
    }
    return way;
  }

 private:
  std::vector<std::unique_ptr<Checkpoints>> of_;
};

// What an interrupted training has left.
std::string what_is_left(const Settings& settings, const Classifier& model, const TrainResult& result) {
  if (settings.networks > 1) {
    return fmt::format("{} holds {} of {} networks{}", settings.out, model.networks.size(), settings.networks,
                       model.linear ? " and the linear part" : "");
  }
  if (model.networks.empty()) return settings.out + " holds the linear part alone";
  return fmt::format("{} holds the weights of epoch {}", settings.out,
                     result.best_epoch > 0 ? result.best_epoch : model.provenance.epochs);
}

// The exit status 0, or Interrupted.
int save_and_report(const Settings& settings, const Classifier& model, const JoinedResult& joined,
                    NetworkCheckpoints& checkpoints, int stop_signal) {
  const TrainResult& result = joined.result;
  // The model first: should the disk be full, it is what counts.
  save_model(model, settings.out);
  if (!settings.history.empty()) write_file_atomically(settings.history, history_csv(result.history));
  if (result.reason != StopReason::kInterrupted) checkpoints.finished();
  write_output(summary(settings, model, joined));
  if (result.reason != StopReason::kInterrupted) return 0;
  throw Interrupted(stop_signal, fmt::format("interrupted in epoch {}; {}{}", joined.interrupted_in,
                                             what_is_left(settings, model, result), checkpoints.way_on()));
}

void tell_linear_part(const LinearPart& part) {
  fmt::print(stderr, "note: a linear model of {} n-grams took {:.1f} s\n", part.model.features().size(),
             part.seconds);
}

}  // namespace

int run_train(const Settings& given) {
  keep_no_freed_memory();
  require_a_part(given);
  // What would fail after hours of training fails now.
  require_writable(given.out);
  if (!given.history.empty()) require_writable(given.history);
  NetworkCheckpoints checkpoints(given);
  auto continued = load_continued_model(given);
  const Settings settings = continued ? continued->settings : given;
  const auto* const known = continued ? &*continued : nullptr;
  const auto& stop = catch_stop_signals();
  ThreadPool pool(settings.threads);
  std::vector<std::string> notes;
  auto prepared = prepare_training(known, settings, load_training_data(settings, known_classes(continued)),
                                   {}, paths_text(settings.data), pool, notes, &stop);
  for (const auto& note : notes) tell_note(note);
  const TrainingStart& start = prepared.start;
  // A linear part may have taken more than the networks will.
  const std::uint64_t memory = std::max(resident_memory() + prepared.memory, peak_resident_memory());
  if (prepared.linear) tell_linear_part(*prepared.linear);
  require_room_for_model(settings, prepared);
  Classifier model = start_classifier(settings, prepared, known);
  continued.reset();

  const LabelledIds* const valid = start.valid ? &*start.valid : nullptr;
  TrainProgressListener listener(valid != nullptr);
  const auto hooks_of = [&](const NetworkStart& network) {
    Checkpoints& its = checkpoints.of(network.number);
    if (its.wanted()) {  // only then: an identity hashes all ids and weights
      its.begin(run_identity(settings, model, network, valid), model.config, network.options,
                network.texts.ids.size(), listener);
    }
    if (network.number == 0) {
      tell_expectation(model.config, network, pool, memory,
                       network.options.epochs * settings.networks - its.epochs_done());
    }
    return TrainHooks{.listener = &listener, .stop = &stop, .keeper = &its, .resume_from = its.resume_from()};
  };
  const auto joined = train_parts(settings, prepared, model, pool, hooks_of);
  listener.finish();
  if (model.networks.empty() && !model.linear) {
    throw Interrupted(stop.load(), "interrupted before the first epoch was complete; no model is written" +
                                       checkpoints.way_on());
  }
  finish_model(joined, prepared, model);
  return save_and_report(settings, model, joined, checkpoints, stop.load());
}

}  // namespace taxon
