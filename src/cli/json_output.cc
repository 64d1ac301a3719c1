#include "cli/json_output.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "base/short_decimal.h"

namespace taxon {
namespace {

using Json = nlohmann::ordered_json;

std::string dump(const Json& json, int indent = -1) {
  return json.dump(indent, ' ', false, Json::error_handler_t::replace) + "\n";
}

Json class_list(std::span<const std::string> labels, std::span<const RankedClass> ranked) {
  Json list = Json::array();
  for (const auto& entry : ranked) {
    list.push_back({{"label", labels[entry.index]}, {"probability", short_decimal(entry.probability)}});
  }
  return list;
}

Json answer_label(std::span<const std::string> labels, const Prediction& prediction) {
  return prediction.rejected ? Json(nullptr) : Json(labels[prediction.ranked.front().index]);
}

Json interval(const BootstrapInterval& range) {
  return Json::array({range.low, range.high});
}

Json bin_list(std::span<const CalibrationBin> bins) {
  Json list = Json::array();
  for (const auto& bin : bins) {
    list.push_back({{"low", bin.low},
                    {"high", bin.high},
                    {"texts", bin.texts},
                    {"probability", bin.probability},
                    {"accuracy", bin.accuracy}});
  }
  return list;
}

Json answering(const Answering& at) {
  return {{"share", at.share},
          {"reject_below", short_decimal(at.reject_below)},
          {"texts", at.texts},
          {"accuracy", at.accuracy}};
}

Json evaluation(const Classifier& model, const Judgement& judgement, const Metrics& m) {
  const std::size_t C = model.labels.size();
  Json classes = Json::array(), confusion = Json::array(), answered = Json::array();
  for (std::size_t c = 0; c < C; ++c) {
    const auto& figures = m.classes[c];
    classes.push_back({{"label", model.labels[c]},
                       {"precision", figures.precision},
                       {"recall", figures.recall},
                       {"f1", figures.f1},
                       {"support", figures.support}});
    confusion.push_back(std::span(m.confusion).subspan(c * C, C));
  }
  for (const auto& at : m.answered) answered.push_back(answering(at));
  Json json = {{"n", m.n},
               {"loss", m.loss},
               {"accuracy", m.accuracy},
               {"accuracy_interval", interval(judgement.intervals.accuracy)},
               {"macro_f1", m.macro_f1},
               {"macro_f1_interval", interval(judgement.intervals.macro_f1)},
               {"macro_f1_classes", m.macro_classes},
               {"calibration_error", m.calibration_error},
               {"reliability", bin_list(m.reliability)},
               {"answered", std::move(answered)}};
  if (judgement.rejecting) json["rejecting"] = answering(*judgement.rejecting);
  json["classes"] = std::move(classes);
  json["confusion"] = std::move(confusion);
  return json;
}

Json evaluation(const Classifier& model, const Judgement& judgement, const MultiLabelMetrics& m) {
  Json classes = Json::array();
  for (std::size_t c = 0; c < model.labels.size(); ++c) {
    const auto& figures = m.classes[c];
    classes.push_back({{"label", model.labels[c]},
                       {"threshold", short_decimal(model.thresholds[c])},
                       {"precision", figures.found.precision},
                       {"recall", figures.found.recall},
                       {"f1", figures.found.f1},
                       {"average_precision", figures.average_precision},
                       {"support", figures.found.support}});
  }
  return {{"n", m.n},
          {"loss", m.loss},
          {"accuracy", m.accuracy},
          {"subset_accuracy", m.subset_accuracy},
          {"subset_accuracy_interval", interval(judgement.intervals.accuracy)},
          {"micro_f1", m.micro_f1},
          {"micro_f1_interval", interval(judgement.intervals.micro_f1)},
          {"macro_f1", m.macro_f1},
          {"macro_f1_interval", interval(judgement.intervals.macro_f1)},
          {"micro_average_precision", m.micro_average_precision},
          {"macro_average_precision", m.macro_average_precision},
          {"classes", std::move(classes)}};
}

Json evaluation(const Classifier& model, const Judgement& judgement) {
  return std::visit([&](const auto& figures) { return evaluation(model, judgement, figures); },
                    judgement.figures);
}

}  // namespace

std::string prediction_json(std::span<const std::string> labels, const Prediction& prediction) {
  Json json = {{"label", answer_label(labels, prediction)},
               {"probability", short_decimal(prediction.ranked.front().probability)}};
  if (prediction.above) json["labels"] = class_list(labels, *prediction.above);
  json["top"] = class_list(labels, prediction.ranked);
  return dump(json);
}

std::string prediction_members(std::span<const std::string> labels, const Prediction& prediction,
                               bool with_top) {
  Json json = {{"predicted_label", answer_label(labels, prediction)},
               {"predicted_probability", short_decimal(prediction.ranked.front().probability)}};
  if (with_top) json["top"] = class_list(labels, prediction.ranked);
  if (prediction.above) json["predicted_labels"] = class_list(labels, *prediction.above);
  return dump(json).substr(1);
}

std::string json_string(std::string_view text) {
  return Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string evaluation_json(const Classifier& model, const Judgement& judgement) {
  return dump(evaluation(model, judgement));
}

std::string comparison_json(const Classifier& a, const Judgement& of_a, const Classifier& b,
                            const Judgement& of_b, const PairedOutcomes& outcomes) {
  return dump(Json{{"a", evaluation(a, of_a)},
                   {"b", evaluation(b, of_b)},
                   {"both_right", outcomes.both_right},
                   {"only_a_right", outcomes.only_a_right},
                   {"only_b_right", outcomes.only_b_right},
                   {"both_wrong", outcomes.both_wrong},
                   {"p_value", outcomes.p_value}});
}

std::string tuning_json(const SearchResult& result, const TrainCall& call) {
  const auto settings_json = [&](const Trial& trial) {
    Json settings = Json::object();
    for (const auto& [name, text] : result.settings[trial.setting]) settings[name] = text;
    return settings;
  };
  Json trials = Json::array();
  for (const auto& trial : result.trials) {
    Json entry = {{"settings", settings_json(trial)}, {"texts", trial.texts}, {"seconds", trial.seconds}};
    if (trial.outcome.state == TrialState::kCounted) {
      entry["accuracy"] = trial.outcome.score.accuracy;
      entry["loss"] = trial.outcome.score.loss;
    } else {
      entry["not_counted"] = trial.outcome.why;
    }
    trials.push_back(std::move(entry));
  }
  const Trial& best = result.trials[*result.best];
  std::vector<std::string> arguments = call_words(call);
  arguments.insert(arguments.begin(), {"taxon", "train"});
  return dump(Json{{"command", shell_command(call)},
                   {"arguments", arguments},
                   {"settings", settings_json(best)},
                   {"accuracy", best.outcome.score.accuracy},
                   {"loss", best.outcome.score.loss},
                   {"stopped", result.stopped},
                   {"trials", std::move(trials)}});
}

std::string names_json(std::span<const std::string> labels, std::span<const RankedClass> ranked) {
  Json names = Json::array();
  for (const auto& entry : ranked) names.push_back(labels[entry.index]);
  return names.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string tokens_json(std::span<const EncodedToken> tokens, std::span<const std::int32_t> ids) {
  Json list = Json::array();
  for (const auto& token : tokens) {
    list.push_back({{"text", token.text}, {"begin", token.begin}, {"end", token.end}, {"id", token.id}});
  }
  return dump(Json{{"tokens", std::move(list)}, {"ids", ids}});
}

}  // namespace taxon
