#include <fmt/format.h>
#include <malloc.h>

#include <algorithm>
#include <cstdio>

#include "base/error.h"
#include "base/files.h"
#include "cli/class_weights.h"
#include "cli/commands.h"
#include "cli/load_data.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/signals.h"
#include "cli/version.h"
#include "data/paths.h"
#include "model/classifier.h"
#include "model/model_file.h"
#include "train/callbacks.h"
#include "train/history.h"

namespace taxon {
namespace {

// Draws the bar and prints a line an epoch.
class ProgressListener : public TrainListener {
 public:
  explicit ProgressListener(bool has_valid) : has_valid_(has_valid) {}

  void on_batch(const TrainProgress& p) override {
    epochs_ = p.epochs;
    posts_per_second_ = p.posts_per_second;
    if (!line_.due()) return;
    const double done = static_cast<double>(p.posts_done) / static_cast<double>(p.posts);
    const double left = static_cast<double>(p.posts - p.posts_done) / p.posts_per_second;
    line_.show(fmt::format(
        "epoch {}/{} {} {:3.0f} %  {:.0f} posts/s  loss {:.4f}  accuracy {:.4f}  {} to its end", p.epoch,
        p.epochs, bar(done, 20), 100 * done, p.posts_per_second, p.loss, p.accuracy, clock_text(left)));
  }

  void on_epoch(const EpochRecord& e) override {
    std::string text =
        fmt::format("epoch {}/{}  loss {:.4f}  accuracy {:.4f}", e.epoch, epochs_, e.loss, e.accuracy);
    if (has_valid_) text += fmt::format("  val_loss {:.4f}  val_accuracy {:.4f}", e.val_loss, e.val_accuracy);
    line_.print(text + fmt::format("  rate {:.3g}  {:.0f} posts/s  {}", e.learning_rate, posts_per_second_,
                                   clock_text(e.seconds)));
  }

  // An interrupted epoch leaves its bar; what is printed next must not be appended to it.
  void finish() { line_.clear(); }

 private:
  ProgressLine line_;
  bool has_valid_;
  int epochs_ = 0;
  double posts_per_second_ = 0;
};

// Tokenizes the training texts and makes a network for them, with its start values.
Classifier start_classifier(const Settings& settings, const Dataset& train, ThreadPool& pool,
                            LabelledIds& ids) {
  Tokenizer tokenizer = Tokenizer::fit_and_encode(settings.tokenizer, train.texts, pool, ids.ids);
  if (ids.ids.values.empty()) {
    throw Error({.file = paths_text(settings.data)},
                "no words left after filtering; see 'taxon tokenize --fit' on these data");
  }
  ids.ids = truncate_rows(ids.ids, settings.encoder.maxlen, settings.truncating);
  ids.labels = train.labels;
  EncoderConfig config = settings.encoder;
  // Not num_words: rows that no word has would cost memory and change nothing.
  config.vocabulary = tokenizer.kept_words() + 1;
  config.classes = static_cast<std::int32_t>(train.classes.size());
  config.validate();
  Parameters parameters(config);
  initialize(parameters, config, settings.attention_init, settings.train.seed);
  return {.tokenizer = std::move(tokenizer),
          .truncating = settings.truncating,
          .config = config,
          .labels = train.classes,
          .parameters = std::move(parameters),
          .provenance = {},
          .backing = nullptr};
}

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
  return provenance;
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

void warn_about_rates(const TrainOptions& options) {
  if (const auto why = why_rate_never_falls(options); !why.empty()) fmt::print(stderr, "note: {}\n", why);
}

}  // namespace

int run_train(const Settings& settings) {
  keep_no_freed_memory();
  // What would fail after hours of training fails now.
  require_writable(settings.out);
  if (!settings.history.empty()) require_writable(settings.history);
  const auto& stop = catch_stop_signals();
  auto data = load_training_data(settings);
  const bool has_valid = data.valid.has_value();
  TrainOptions options = settings.train;
  options.class_weights = class_weights(settings.class_weight, data.train);
  warn_about_rates(options);

  ThreadPool pool(settings.threads);
  LabelledIds ids, valid_ids;
  Classifier model = start_classifier(settings, data.train, pool, ids);
  if (has_valid) valid_ids = {model.encode(data.valid->texts, pool), data.valid->labels};
  model.provenance = describe_data(settings, data, options.class_weights);
  drop_texts(data);

  ProgressListener listener(has_valid);
  const auto result = train(model.config, model.parameters, ids, has_valid ? &valid_ids : nullptr, options,
                            pool, &listener, &stop);
  listener.finish();
  if (!settings.history.empty()) write_file_atomically(settings.history, history_csv(result.history));
  if (result.history.empty()) {
    throw Interrupted(stop.load(), "interrupted before the first epoch was complete; no model is written");
  }
  describe_training(result, has_valid, model.provenance);
  save_model(model, settings.out);
  write_output(summary(settings, model, result, has_valid));
  if (result.reason == StopReason::kInterrupted) {
    throw Interrupted(
        stop.load(),
        fmt::format("interrupted in epoch {}; {} holds the weights of epoch {}", result.history.size() + 1,
                    settings.out, result.best_epoch > 0 ? result.best_epoch : model.provenance.epochs));
  }
  return 0;
}

}  // namespace taxon
