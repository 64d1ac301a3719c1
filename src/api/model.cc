#include "taxon/model.h"

#include <utility>

#include "api/checks.h"
#include "api/guard.h"
#include "api/library_options.h"
#include "api/model_state.h"
#include "api/text_set_state.h"
#include "base/check.h"
#include "encoder/precision.h"
#include "model/info_json.h"
#include "model/model_file.h"
#include "model/ranking.h"
#include "report/metrics.h"
#include "text/padding.h"

namespace taxon {
namespace {

// What messages call a model that has no file.
constexpr char kBytesName[] = "model";

Answer answer_of(const Classifier& classifier, const RankedClass& ranked) {
  return {.label = classifier.labels[ranked.index], .index = ranked.index, .probability = ranked.probability};
}

// choose(row of probabilities): the ranked classes that a text is answered with.
template <class Choose>
std::vector<std::vector<Answer>> answers_to(const Model& model, const Classifier& classifier,
                                            std::span<const std::string> texts, const Choose& choose) {
  const auto values = model.probabilities(texts);
  const std::size_t classes = classifier.labels.size();
  std::vector<std::vector<Answer>> answers(texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) {
    for (const auto& ranked : choose(std::span(values).subspan(i * classes, classes))) {
      answers[i].push_back(answer_of(classifier, ranked));
    }
  }
  return answers;
}

}  // namespace

Model::State::~State() {
  const Team* const team = team_.load();
  if (team->process == getpid()) delete team;
}

SharedRun& Model::State::run() {
  Team* team = team_.load();
  if (team->process != getpid()) {
    auto own = std::make_unique<Team>();
    // Several threads of the child may come here; the others take the team of the first, which is in `team`.
    if (team_.compare_exchange_strong(team, own.get())) team = own.release();
  }
  const std::lock_guard lock(team->mutex);
  if (!team->run) team->run = std::make_unique<SharedRun>(classifier, threads, run_options);
  return *team->run;
}

Model ModelAccess::make(Classifier classifier, const Settings& settings) {
  if (!classifier.networks.empty()) require_precision(settings.run.precision, classifier.config);
  require_rejecting(settings, classifier.multi_label());
  return Model(std::make_shared<Model::State>(std::move(classifier), settings));
}

Model::Model(std::shared_ptr<State> state) : state_(std::move(state)) {}

Model Model::load(const std::string& path, const Options& options) {
  return guarded([&] {
    const Settings settings = library_settings(options, kClassifyTexts);
    return ModelAccess::make(load_model(path), settings);
  });
}

Model Model::from_bytes(std::string_view bytes, const Options& options) {
  return guarded([&] {
    const Settings settings = library_settings(options, kClassifyTexts);
    return ModelAccess::make(load_model_bytes(bytes, kBytesName), settings);
  });
}

void Model::save(const std::string& path) const {
  guarded([&] { save_model(state_->classifier, path); });
}

std::string Model::bytes() const {
  return guarded([&] { return model_bytes(state_->classifier); });
}

std::span<const std::string> Model::labels() const {
  return state_->classifier.labels;
}

bool Model::multi_label() const {
  return state_->classifier.multi_label();
}

std::span<const float> Model::thresholds() const {
  return state_->classifier.thresholds;
}

float Model::reject_below() const {
  return state_->reject_below;
}

std::string Model::info_json() const {
  return guarded([&] { return taxon::info_json(state_->classifier); });
}

void Model::probabilities(std::span<const std::string> texts, std::span<float> out) const {
  guarded([&] {
    const std::size_t classes = labels().size();
    if (out.size() != texts.size() * classes) {
      throw Error("room for " + std::to_string(out.size()) + " probabilities where " +
                  std::to_string(texts.size()) + " texts of " + std::to_string(classes) + " classes have " +
                  std::to_string(texts.size() * classes));
    }
    require_utf8(texts);
    state_->run().logits(texts, out);
    to_probabilities(state_->classifier, out);
  });
}

std::vector<float> Model::probabilities(std::span<const std::string> texts) const {
  return guarded([&] {
    std::vector<float> values(texts.size() * labels().size());
    probabilities(texts, values);
    return values;
  });
}

std::vector<std::vector<Answer>> Model::top(std::span<const std::string> texts, std::size_t k) const {
  return guarded([&] {
    return answers_to(*this, state_->classifier, texts,
                      [&](std::span<const float> row) { return rank(row, k); });
  });
}

std::vector<std::vector<Answer>> Model::labels_of(std::span<const std::string> texts) const {
  return guarded([&] {
    return answers_to(*this, state_->classifier, texts, [&](std::span<const float> row) {
      if (multi_label()) return above_threshold(state_->classifier, row);
      auto ranked = rank(row, 1);
      if (ranked.front().probability < reject_below()) ranked.clear();
      return ranked;
    });
  });
}

std::vector<Answer> Model::classify(std::span<const std::string> texts) const {
  std::vector<Answer> answers;
  answers.reserve(texts.size());
  for (auto& ranked : top(texts, 1)) {
    Answer& answer = answers.emplace_back(std::move(ranked.front()));
    answer.rejected = answer.probability < reject_below();
    if (answer.rejected) answer.label.clear();
  }
  return answers;
}

std::vector<Answer> Model::top(std::string_view text, std::size_t k) const {
  return guarded([&] {
    const std::string one(text);
    return std::move(top({&one, 1}, k).front());
  });
}

std::vector<Answer> Model::labels_of(std::string_view text) const {
  return guarded([&] {
    const std::string one(text);
    return std::move(labels_of({&one, 1}).front());
  });
}

Answer Model::classify(std::string_view text) const {
  return guarded([&] {
    const std::string one(text);
    return std::move(classify({&one, 1}).front());
  });
}

std::vector<TextToken> Model::tokens(std::string_view text) const {
  return guarded([&] {
    require_utf8(text, 0);
    require_network(state_->classifier, "tokens");
    std::vector<TextToken> tokens;
    for (auto& token : state_->classifier.tokenizer.tokens(text)) {
      tokens.push_back(
          {.text = std::move(token.text), .begin = token.begin, .end = token.end, .id = token.id});
    }
    return tokens;
  });
}

std::vector<std::int32_t> Model::ids(std::string_view text) const {
  return guarded([&] {
    require_utf8(text, 0);
    const auto& classifier = state_->classifier;
    require_network(classifier, "ids");
    const auto all = classifier.tokenizer.encode(text);
    const auto cut = truncate(all, classifier.config.maxlen, classifier.truncating);
    return std::vector<std::int32_t>(cut.begin(), cut.end());
  });
}

}  // namespace taxon
