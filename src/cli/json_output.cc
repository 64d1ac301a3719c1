#include "cli/json_output.h"

#include <nlohmann/json.hpp>

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

}  // namespace

std::string prediction_json(std::span<const std::string> labels, std::span<const RankedClass> ranked,
                            const std::vector<RankedClass>* answered) {
  Json top = class_list(labels, ranked);
  Json json = top.front();
  if (answered) json["labels"] = class_list(labels, *answered);
  json["top"] = std::move(top);
  return dump(json);
}

std::string prediction_members(std::span<const std::string> labels, std::span<const RankedClass> ranked,
                               bool with_top, const std::vector<RankedClass>* answered) {
  Json json = {{"predicted_label", labels[ranked.front().index]},
               {"predicted_probability", short_decimal(ranked.front().probability)}};
  if (with_top) json["top"] = class_list(labels, ranked);
  if (answered) json["predicted_labels"] = class_list(labels, *answered);
  return dump(json).substr(1);
}

std::string json_string(std::string_view text) {
  return Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string evaluation_json(std::span<const std::string> labels, const Metrics& m) {
  Json classes = Json::array(), confusion = Json::array();
  for (std::size_t c = 0; c < labels.size(); ++c) {
    const auto& figures = m.classes[c];
    classes.push_back({{"label", labels[c]},
                       {"precision", figures.precision},
                       {"recall", figures.recall},
                       {"f1", figures.f1},
                       {"support", figures.support}});
    confusion.push_back(std::span(m.confusion).subspan(c * labels.size(), labels.size()));
  }
  return dump(Json{{"n", m.n},
                   {"loss", m.loss},
                   {"accuracy", m.accuracy},
                   {"macro_f1", m.macro_f1},
                   {"macro_f1_classes", m.macro_classes},
                   {"calibration_error", m.calibration_error},
                   {"classes", std::move(classes)},
                   {"confusion", std::move(confusion)}});
}

std::string evaluation_json(const Classifier& model, const MultiLabelMetrics& m) {
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
  return dump(Json{{"n", m.n},
                   {"loss", m.loss},
                   {"accuracy", m.accuracy},
                   {"subset_accuracy", m.subset_accuracy},
                   {"micro_f1", m.micro_f1},
                   {"macro_f1", m.macro_f1},
                   {"micro_average_precision", m.micro_average_precision},
                   {"macro_average_precision", m.macro_average_precision},
                   {"classes", std::move(classes)}});
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
