#include "taxon/train.h"

#include <exception>
#include <utility>

#include "api/checks.h"
#include "api/continued_model.h"
#include "api/guard.h"
#include "api/joined_training.h"
#include "api/library_options.h"
#include "api/library_wording.h"
#include "api/model_state.h"
#include "api/text_set_state.h"
#include "api/training_data.h"
#include "api/training_record.h"
#include "api/training_start.h"

namespace taxon {
namespace {

constexpr char kSetName[] = "texts";  // what messages call the training set

EpochFigures figures_of(const EpochRecord& e) {
  return {.epoch = e.epoch,
          .loss = e.loss,
          .accuracy = e.accuracy,
          .val_loss = e.val_loss,
          .val_accuracy = e.val_accuracy,
          .learning_rate = e.learning_rate,
          .seconds = e.seconds};
}

// Passes progress on to the request's callbacks, and keeps what they throw: it is the caller's own and must
// not be taken for a fault of ours.
class CallbackListener : public TrainListener {
 public:
  explicit CallbackListener(const TrainRequest& request) : request_(request) {}

  void on_batch(const TrainProgress& p) override {
    if (!request_.on_batch) return;
    keeping([&] {
      request_.on_batch({.epoch = p.epoch,
                         .epochs = p.epochs,
                         .texts_done = p.posts_done,
                         .texts = p.posts,
                         .loss = p.loss,
                         .accuracy = p.accuracy,
                         .texts_per_second = p.posts_per_second});
    });
  }

  void on_epoch(const EpochRecord& epoch) override {
    if (request_.on_epoch) keeping([&] { request_.on_epoch(figures_of(epoch)); });
  }

  std::exception_ptr thrown() const { return thrown_; }

 private:
  template <class Call>
  void keeping(const Call& call) {
    try {
      call();
    } catch (...) {
      thrown_ = std::current_exception();
      throw;
    }
  }

  const TrainRequest& request_;
  std::exception_ptr thrown_;
};

PartFigures figures_of(const std::optional<ScoreFigures>& figures) {
  return figures ? PartFigures{.loss = figures->loss, .accuracy = figures->accuracy} : PartFigures{};
}

JudgedParts judged(const JudgedByParts& judgement) {
  return {.texts = judgement.texts,
          .linear = figures_of(judgement.linear),
          .networks = figures_of(judgement.networks),
          .joined = figures_of(judgement.joined)};
}

TrainEnd end_of(StopReason reason) {
  switch (reason) {
    case StopReason::kEpochsDone:
      return TrainEnd::kEpochsDone;
    case StopReason::kEarlyStopping:
      return TrainEnd::kEarlyStopping;
    case StopReason::kInterrupted:
      break;
  }
  return TrainEnd::kStopped;
}

// The options that the texts were read with stand in a model's provenance before those of the training, as in
// the option table.
Settings settings_of(const TrainRequest& request) {
  Settings settings =
      library_settings(request.options, kTrainTexts | kClassifyTexts, request.from.has_value());
  const auto& read = TextSetAccess::state(request.texts).given;
  settings.given.insert(settings.given.begin(), read.begin(), read.end());
  return settings;
}

TrainedModel run(TrainRequest& request, CallbackListener& listener) {
  const Settings given = settings_of(request);
  require_a_part(given);
  const auto bytes = request.from ? std::optional(request.from->bytes()) : std::nullopt;
  auto continued = load_continued_model(given, bytes ? &*bytes : nullptr);
  const Settings settings = continued ? continued->settings : given;
  refuse_two_validation_parts(settings, request.valid.has_value());
  ThreadPool pool(settings.threads);
  // From here on the request's texts are used up.
  std::vector<std::string> notes = request.texts.notes();
  std::optional<Dataset> given_valid;
  if (request.valid) given_valid = std::move(TextSetAccess::state(*request.valid).data);
  auto data = make_training_data(settings, std::move(TextSetAccess::state(request.texts).data),
                                 std::move(given_valid), known_classes(continued), kSetName, notes);
  const auto* const known = continued ? &*continued : nullptr;
  auto prepared = prepare_training(known, settings, std::move(data), request.class_weights, kSetName, pool,
                                   notes, request.stop);
  Classifier model = start_classifier(settings, prepared, known);
  continued.reset();

  const TrainHooks hooks{.listener = &listener, .stop = request.stop};
  const auto joined =
      train_parts(settings, prepared, model, pool, [&](const NetworkStart&) { return hooks; });
  const auto& result = joined.result;
  if (model.networks.empty() && !model.linear) {
    throw Interrupted(request.stop->load(),
                      "interrupted before the first epoch was complete; there is no model");
  }
  finish_model(joined, prepared, model);

  TrainedModel trained{.model = ModelAccess::make(std::move(model), settings),
                       .history = {},
                       .best_epoch = result.best_epoch,
                       .valid = judged(joined.valid),
                       .held_out = judged(joined.held_out),
                       .end = end_of(result.reason),
                       .notes = {}};
  for (const auto& note : notes) trained.notes.push_back(library_wording(note));
  for (const auto& epoch : result.history) trained.history.push_back(figures_of(epoch));
  return trained;
}

}  // namespace

TrainedModel train(TrainRequest&& request) {
  CallbackListener listener(request);
  try {
    return guarded([&] { return run(request, listener); });
  } catch (...) {
    if (listener.thrown()) std::rethrow_exception(listener.thrown());
    throw;
  }
}

}  // namespace taxon
