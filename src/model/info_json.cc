#include "model/info_json.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "base/short_decimal.h"
#include "model/model_json.h"
#include "model/section_file.h"
#include "text/icu_words.h"

namespace taxon {

namespace {

nlohmann::ordered_json linear_json(const LinearModel& linear) {
  const FeatureOptions& options = linear.features().options();
  const auto range = [](const NgramRange& n) { return nlohmann::ordered_json{n.from, n.to}; };
  return {{"features", linear.features().size()},
          {"words", range(options.ngrams.words)},
          {"characters", range(options.ngrams.characters)},
          {"min_texts", options.min_texts}};
}

}  // namespace

std::string info_json(const Classifier& model) {
  using Json = nlohmann::ordered_json;
  Json tensors = Json::array();
  if (!model.networks.empty()) {
    for (const auto& tensor : model.networks.front().layout().tensors()) {
      tensors.push_back({{"name", tensor.name}, {"shape", tensor.shape}});
    }
  }
  Json json{
      {"format", kFormatVersion},
      {"parameters", model.network_parameters()},
      {"words", model.config.vocabulary - 1},
      {"networks", model.networks.size()},
      {"options", Json::parse(options_to_json({model.tokenizer.options(), model.truncating, model.config}))},
      {"labels", model.labels}};
  for (const float threshold : model.thresholds) json["thresholds"].push_back(short_decimal(threshold));
  if (model.linear) json["linear"] = linear_json(*model.linear);
  if (!model.single_network()) {
    json["weights"] = {
        {"networks", model.network_weight}, {"linear", model.linear_weight}, {"offset", model.offset}};
  }
  if (!model.icu_version.empty()) json["icu"] = {{"trained", model.icu_version}, {"here", icu_version()}};
  json["tensors"] = std::move(tensors);
  json["provenance"] = Json::parse(provenance_to_json(model.provenance));
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace taxon
