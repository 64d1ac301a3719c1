#include "model/info_json.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "base/short_decimal.h"
#include "model/model_json.h"
#include "model/section_file.h"

namespace taxon {

std::string info_json(const Classifier& model) {
  using Json = nlohmann::ordered_json;
  Json tensors = Json::array();
  for (const auto& tensor : model.parameters.layout().tensors()) {
    tensors.push_back({{"name", tensor.name}, {"shape", tensor.shape}});
  }
  Json json{
      {"format", kFormatVersion},
      {"parameters", model.parameters.layout().size()},
      {"words", model.config.vocabulary - 1},
      {"options", Json::parse(options_to_json({model.tokenizer.options(), model.truncating, model.config}))},
      {"labels", model.labels}};
  for (const float threshold : model.thresholds) json["thresholds"].push_back(short_decimal(threshold));
  json["tensors"] = std::move(tensors);
  json["provenance"] = Json::parse(provenance_to_json(model.provenance));
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace taxon
