#include "api/joined_training.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "base/complement.h"
#include "base/random.h"
#include "encoder/parameters.h"
#include "model/joined_logits.h"
#include "train/held_out.h"
#include "train/thresholds.h"

namespace taxon {
namespace {

// What the mean of the networks' logarithms of probabilities and the linear part's scores weigh as a rule
// beside each other: where fewer texts are held out than could say it.
constexpr double kUsualWeight = 0.6;

// Counts the epochs of one network among several through.
class CountedThrough : public TrainListener {
 public:
  CountedThrough(TrainListener* listener, int epochs_before, int epochs)
      : listener_(listener), before_(epochs_before), epochs_(epochs) {}

  void on_batch(const TrainProgress& progress) override {
    TrainProgress told = progress;
    told.epoch += before_;
    told.epochs = epochs_;
    if (listener_) listener_->on_batch(told);
  }
  void on_epoch(const EpochRecord& epoch) override {
    EpochRecord told = epoch;
    told.epoch += before_;
    if (listener_) listener_->on_epoch(told);
  }

 private:
  TrainListener* listener_;
  int before_, epochs_;
};

// The first network's is the user's own, so that one network alone is what it always was.
std::uint64_t seed_of(std::uint64_t seed, std::size_t network) {
  if (network == 0) return seed;
  const auto bits = CounterRandom(seed, Purpose::kNetworkSeed, static_cast<std::uint32_t>(network)).block(0);
  return std::uint64_t{bits[0]} << 32U | bits[1];
}

LabelledIds take_rows(const LabelledIds& all, std::span<const std::uint32_t> rows) {
  LabelledIds taken;
  for (const auto i : rows) {
    taken.ids.push_back(all.ids[i]);
    taken.labels.push_back(all.labels[i]);
  }
  return taken;
}

// What the parts say about some texts, (texts, C) each; a part that is not there says nothing.
struct Opinions {
  RaggedLabels labels;
  std::vector<double> networks, linear;
};

ScoredTexts scored(const Classifier& model, const Opinions& opinions, bool networks, bool linear) {
  ScoredTexts texts{.scores = {},
                    .labels = opinions.labels,
                    .classes = model.labels.size(),
                    .multi_label = model.multi_label()};
  if (networks) texts.scores.emplace_back(opinions.networks);
  if (linear) texts.scores.emplace_back(opinions.linear);
  return texts;
}

// linear: the baseline's too.
JudgedByParts figures_of(const Classifier& model, const Opinions& opinions, bool linear) {
  JudgedByParts figures{.texts = opinions.labels.size(), .linear = {}, .networks = {}, .joined = {}};
  if (figures.texts == 0) return figures;
  const bool networks = !model.networks.empty();
  const ScoreWeights alone{.weights = {1.0}, .offset = 0};
  if (linear) figures.linear = judge_scores(scored(model, opinions, false, true), alone);
  if (networks) figures.networks = judge_scores(scored(model, opinions, true, false), alone);
  if (model.single_network()) return figures;
  ScoreWeights joint{.weights = {}, .offset = model.offset};
  if (networks) joint.weights.push_back(model.network_weight);
  if (model.linear) joint.weights.push_back(model.linear_weight);
  figures.joined = judge_scores(scored(model, opinions, networks, model.linear.has_value()), joint);
  return figures;
}

class PartsTraining {
 public:
  PartsTraining(const Settings& settings, const PreparedTraining& prepared, Classifier& model,
                ThreadPool& pool, const HooksOf& hooks_of)
      : settings_(settings),
        prepared_(prepared),
        start_(prepared.start),
        model_(model),
        pool_(pool),
        hooks_of_(hooks_of) {}

  JoinedResult run() {
    std::vector<Parameters> trained;
    for (int n = 0; n < settings_.networks && out_.result.reason != StopReason::kInterrupted; ++n) {
      train_network(static_cast<std::size_t>(n), trained);
    }
    model_.networks = std::move(trained);
    weigh();
    const Opinions valid = valid_opinions();
    const bool linear = prepared_.linear.has_value();
    out_.held_out = figures_of(model_, held_out_, linear);
    out_.valid = figures_of(model_, valid, linear);
    if (model_.multi_label()) choose_by(valid.labels.size() > 0 ? valid : held_out_);
    return std::move(out_);
  }

 private:
  void train_network(std::size_t n, std::vector<Parameters>& trained) {
    TrainOptions options = prepared_.options;
    options.seed = seed_of(options.seed, n);
    Parameters network(model_.config);
    if (n == 0) {
      network = std::move(model_.networks.front());
    } else {
      set_start_values(settings_, start_, options.seed, network);
    }
    const std::vector<std::uint32_t> out =
        n < prepared_.held_out.size() ? prepared_.held_out[n] : std::vector<std::uint32_t>();
    LabelledIds subset;
    if (!out.empty()) subset = take_rows(start_.train, all_but(start_.train.ids.size(), out));
    const LabelledIds& texts = out.empty() ? start_.train : subset;
    TrainHooks hooks = hooks_of_({n, network, texts, options});
    CountedThrough listener(hooks.listener, static_cast<int>(n) * options.epochs,
                            settings_.networks * options.epochs);
    if (settings_.networks > 1) hooks.listener = &listener;
    auto result =
        train(model_.config, network, texts, start_.valid ? &*start_.valid : nullptr, options, pool_, hooks);
    if (!take_over(n, options.epochs, std::move(result))) return;
    ask(network, take_rows(start_.train, out), held_out_);
    trained.push_back(std::move(network));
  }

  // Whether the network counts: an interrupted one does if it is the first and has come to something.
  bool take_over(std::size_t n, int epochs, TrainResult result) {
    const bool counts = result.reason != StopReason::kInterrupted || (n == 0 && !result.history.empty());
    const int before = static_cast<int>(n) * epochs;
    out_.result.reason = result.reason;
    if (result.reason == StopReason::kInterrupted) {
      out_.interrupted_in = before + static_cast<int>(result.history.size()) + 1;
    }
    out_.result.best_epoch = settings_.networks == 1 ? result.best_epoch : 0;
    for (auto& epoch : result.history) {
      epoch.epoch += before;
      out_.result.history.push_back(epoch);
    }
    return counts;
  }

  // Adds what the network says about these texts.
  void ask(const Parameters& network, const LabelledIds& texts, Opinions& opinions) const {
    if (texts.ids.size() == 0) return;
    JoinedLogits joined(model_.config.output, texts.ids.size(), model_.labels.size());
    joined.add_network(logits_of(model_.config, network, texts.ids, pool_), 1.0);
    opinions.networks.insert(opinions.networks.end(), joined.sums().begin(), joined.sums().end());
    for (std::size_t i = 0; i < texts.labels.size(); ++i) opinions.labels.push_back(texts.labels[i]);
  }

  // The linear part's view of the held-out texts, and what the parts weigh by it.
  void weigh() {
    const std::size_t C = model_.labels.size();
    if (prepared_.linear) {
      if (model_.networks.empty()) {
        for (const auto& fold : prepared_.held_out) {
          for (const auto i : fold) held_out_.labels.push_back(start_.train.labels[i]);
        }
      }
      // In the order of the folds, of which the last ones' networks may be missing.
      const auto& scores = prepared_.linear->held_out_scores;
      held_out_.linear.assign(scores.begin(),
                              scores.begin() + static_cast<std::ptrdiff_t>(held_out_.labels.size() * C));
    }
    if (settings_.linear && prepared_.linear) model_.linear = prepared_.linear->model;
    if (model_.networks.empty() || model_.single_network()) return;
    const ScoredTexts texts = scored(model_, held_out_, true, model_.linear.has_value());
    const auto fitted = model_.linear ? fit_sparing_weights(texts, std::array{kUsualWeight, kUsualWeight})
                                      : fit_score_weights(texts, std::array{1.0});
    model_.network_weight = fitted.weights.front();
    if (model_.linear) model_.linear_weight = fitted.weights.back();
    model_.offset = fitted.offset;
  }

  Opinions valid_opinions() const {
    Opinions opinions;
    if (!start_.valid) return opinions;
    opinions.labels = start_.valid->labels;
    if (prepared_.linear) opinions.linear = prepared_.linear->valid_scores;
    if (model_.networks.empty()) return opinions;
    JoinedLogits joined(model_.config.output, opinions.labels.size(), model_.labels.size());
    for (const Parameters& network : model_.networks) {
      joined.add_network(logits_of(model_.config, network, start_.valid->ids, pool_),
                         1.0 / static_cast<double>(model_.networks.size()));
    }
    opinions.networks.assign(joined.sums().begin(), joined.sums().end());
    return opinions;
  }

  void choose_by(const Opinions& opinions) {
    if (opinions.labels.size() == 0) return;
    JoinedLogits joined(model_.config.output, opinions.labels.size(), model_.labels.size(), model_.offset);
    const double weight = model_.single_network() ? 1.0 : model_.network_weight;
    if (!model_.networks.empty()) joined.add(opinions.networks, weight);
    if (model_.linear) joined.add(opinions.linear, model_.linear_weight);
    auto probabilities = joined.floats();
    sigmoid_each(probabilities);
    out_.thresholds = choose_thresholds(probabilities, opinions.labels, model_.labels.size());
  }

  const Settings& settings_;
  const PreparedTraining& prepared_;
  const TrainingStart& start_;
  Classifier& model_;
  ThreadPool& pool_;
  const HooksOf& hooks_of_;
  JoinedResult out_;
  Opinions held_out_;
};

}  // namespace

JoinedResult train_parts(const Settings& settings, const PreparedTraining& prepared, Classifier& model,
                         ThreadPool& pool, const HooksOf& hooks_of) {
  return PartsTraining(settings, prepared, model, pool, hooks_of).run();
}

}  // namespace taxon
