#include "cli/tune_training.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "api/joined_training.h"
#include "api/training_record.h"
#include "api/training_start.h"
#include "base/error.h"
#include "cli/deadline.h"
#include "cli/expectation.h"
#include "cli/tune_call.h"
#include "cli/tune_texts.h"
#include "data/paths.h"
#include "model/model_file.h"
#include "options/option_values.h"

namespace taxon {
namespace {

// Fewer texts would say little about a setting.
constexpr std::size_t kFewestTexts = 200;

// Shows how far a training is, on a terminal.
class TrialListener : public TrainListener {
 public:
  explicit TrialListener(ProgressLine& line) : line_(line) {}

  void on_batch(const TrainProgress& p) override {
    if (!line_.due()) return;
    const double done = static_cast<double>(p.posts_done) / static_cast<double>(p.posts);
    line_.show(fmt::format("epoch {}/{} {} {:3.0f} %", p.epoch, p.epochs, bar(done, 20), 100 * done));
  }

 private:
  ProgressLine& line_;
};

}  // namespace

TuneTraining::TuneTraining(const TuneMeans& means) : means_(means), settings_(means.settings.train.seed) {
  const Dataset& train = means_.data.train;
  for (const double share : {1.0 / 9, 1.0 / 3}) {
    auto part = part_of_each_class(train.labels, train.classes.size(), share, means_.settings.train.seed);
    if (part.size() >= kFewestTexts && part.size() < train.size()) parts_.push_back(std::move(part));
  }
}

std::vector<std::size_t> TuneTraining::rung_texts() const {
  std::vector<std::size_t> texts;
  for (const auto& part : parts_) texts.push_back(part.size());
  texts.push_back(means_.data.train.size());
  return texts;
}

TuneCost TuneTraining::cost(const TuneSetting& setting) const {
  const Settings settings = settings_of(train_call(means_.settings, setting));
  const EncoderConfig& e = settings.encoder;
  return {
      .linear = settings.linear,
      .networks = static_cast<double>(settings.networks) * settings.train.epochs * e.maxlen * e.embed_dim};
}

double TuneTraining::seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - means_.begin).count();
}

TrainingData TuneTraining::texts_of(std::size_t rung) const {
  if (rung == parts_.size()) return means_.data;
  return {.train = copy_of(means_.data.train, parts_[rung]), .valid = means_.data.valid};
}

TrialOutcome TuneTraining::train(const TuneSetting& setting, std::size_t rung) {
  Settings settings = settings_of(train_call(means_.settings, setting));
  settings.baseline = false;  // a linear model beside a network that has none would only take time
  try {
    return train_whole(settings, rung);
  } catch (const Interrupted&) {
    return stopped();
  } catch (const Error& error) {  // as too little memory for this one
    return {.state = TrialState::kFailed, .why = error.what()};
  } catch (const JobFailed& failure) {  // as a loss that became NaN
    return {.state = TrialState::kFailed, .why = failure.what()};
  }
}

TrialOutcome TuneTraining::train_whole(const Settings& settings, std::size_t rung) {
  if (const auto why = why_too_large(expected_bytes(settings))) {
    return {.state = TrialState::kTooLarge, .why = *why};
  }
  const bool all_texts = rung == parts_.size();
  std::vector<std::string> notes;  // the same ones for every setting
  auto prepared = prepare_training(nullptr, settings, texts_of(rung), {}, paths_text(settings.data),
                                   means_.pool, notes, &means_.stop);
  Classifier model = start_classifier(settings, prepared, nullptr);
  TrialListener listener(line_);
  const TrainHooks hooks{.listener = &listener, .stop = &means_.stop};
  const auto joined =
      train_parts(settings, prepared, model, means_.pool, [&](const NetworkStart&) { return hooks; });
  if (joined.result.reason == StopReason::kInterrupted) return stopped();
  finish_model(joined, prepared, model);
  if (!model.provenance.accuracy || !model.provenance.loss) {
    return {.state = TrialState::kFailed, .why = "no epoch could be judged"};
  }
  const TuneScore score{.accuracy = *model.provenance.accuracy, .loss = *model.provenance.loss};
  if (!all_texts) return {.score = score};
  if (means_.settings.max_model_size > 0) {
    const std::uint64_t bytes = model_bytes(model).size();
    if (model.networks.empty()) linear_bytes_ = bytes;
    if (const auto why = why_too_large(bytes)) {
      return {.state = TrialState::kTooLarge, .why = *why};
    }
  }
  if (!best_ || better(score, best_score_)) {
    best_ = std::move(model);
    best_score_ = score;
  }
  return {.score = score};
}

std::optional<std::string> TuneTraining::why_too_large(std::uint64_t bytes) {
  const std::size_t most = means_.settings.max_model_size;
  if (most == 0 || bytes <= most) return std::nullopt;
  smallest_too_large_ = std::min(smallest_too_large_.value_or(bytes), bytes);
  return fmt::format("its file would have {} bytes, more than {}", bytes, size_text(most));
}

std::uint64_t TuneTraining::expected_bytes(const Settings& settings) {
  if (means_.settings.max_model_size == 0) return 0;
  const std::uint64_t bytes = settings.linear ? linear_bytes_ : 0;
  if (settings.networks == 0) return bytes;
  const Tokenizer tokenizer(settings.tokenizer, all_words(settings).vocabulary());
  EncoderConfig config = settings.encoder;
  config.vocabulary = tokenizer.kept_words() + 1;
  config.classes = static_cast<std::int32_t>(means_.data.train.classes.size());
  return bytes + networks_bytes(settings.networks, config, tokenizer);
}

const Tokenizer& TuneTraining::all_words(const Settings& settings) {
  if (!all_words_) {
    TokenizerOptions options = settings.tokenizer;
    options.num_words = 0;
    all_words_ = Tokenizer::fit(options, means_.data.train.texts, means_.pool);
  }
  return *all_words_;
}

TrialOutcome TuneTraining::stopped() const {
  if (means_.stop.load() == Deadline::kTimeIsOver) {
    return {.state = TrialState::kTimeIsOver,
            .why = fmt::format("the time, {} minutes, was over", number_text(means_.settings.minutes))};
  }
  return {.state = TrialState::kInterrupted, .why = "interrupted"};
}

void TuneTraining::tell(const TuneSetting& setting, const Trial& trial) {
  const TrialOutcome& outcome = trial.outcome;
  const std::string what =
      outcome.state == TrialState::kCounted
          ? fmt::format("accuracy {:.4f}  loss {:.4f}", outcome.score.accuracy, outcome.score.loss)
          : "not counted: " + outcome.why;
  line_.print(
      fmt::format("{} texts  {}  {:.1f} s  {}", trial.texts, what, trial.seconds, setting_text(setting)));
}

}  // namespace taxon
