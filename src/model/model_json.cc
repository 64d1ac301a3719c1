#include "model/model_json.h"

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "base/error.h"

namespace taxon {
namespace {

using Json = nlohmann::ordered_json;  // keys keep the order they are written in

std::string dump(const Json& json) {
  return json.dump(1, ' ', false, Json::error_handler_t::replace);
}

// Runs `body`, and words the JSON library's complaints as ours.
template <class Body>
auto reading(const char* what, const Body& body) {
  try {
    return body();
  } catch (const nlohmann::json::exception& error) {
    throw Error({.field = what}, "cannot be understood (" + printable(error.what()) + ")");
  }
}

const char* name(Side side) {
  return side == Side::kPre ? "pre" : "post";
}

Side side_at(const Json& json, const char* key) {
  const auto text = json.at(key).get<std::string>();
  if (text == "pre") return Side::kPre;
  if (text == "post") return Side::kPost;
  throw Error({.field = key}, "is " + quoted_name(text) + "; this program knows pre and post");
}

Positions positions_at(const Json& json, const char* key) {
  const auto text = json.at(key).get<std::string>();
  if (text == "learned") return Positions::kLearned;
  if (text == "sinusoidal") return Positions::kSinusoidal;
  throw Error({.field = key}, "is " + quoted_name(text) + "; this program knows learned and sinusoidal");
}

Output output_of(const Json& encoder) {
  if (!encoder.contains("output")) return Output::kSoftmax;
  const auto text = encoder.at("output").get<std::string>();
  if (text == "sigmoid") return Output::kSigmoid;
  throw Error({.field = "output"},
              "is " + quoted_name(text) + "; this program knows sigmoid, or none for a softmax");
}

// Whether words are ICU's; the key is there for those only.
bool is_icu(const Json& tokenizer) {
  if (!tokenizer.contains("words")) return false;
  const auto text = tokenizer.at("words").get<std::string>();
  if (text == "icu") return true;
  throw Error({.field = "words"},
              "is " + quoted_name(text) + "; this program knows icu, or none for what split parts");
}

// The JSON library would bend 1e300, -1 or 2.5 to some integer; a count must be one.
template <class Count>
Count count_at(const Json& json, const char* key) {
  constexpr auto kMost = static_cast<std::uint64_t>(std::numeric_limits<Count>::max());
  const Json& value = json.at(key);
  if (!value.is_number_unsigned() || value.get<std::uint64_t>() > kMost) {
    throw Error({.field = key}, "is not a whole number from 0 to " + std::to_string(kMost));
  }
  return value.get<Count>();
}

std::int32_t size_at(const Json& json, const char* key) {
  return count_at<std::int32_t>(json, key);
}

float float_at(const Json& json, const char* key) {
  const auto value = json.at(key).get<double>();
  if (std::abs(value) > static_cast<double>(std::numeric_limits<float>::max()))
    throw Error({.field = key}, "is too large a number");
  return static_cast<float>(value);
}

}  // namespace

std::string options_to_json(const ModelOptions& options) {
  const auto& t = options.tokenizer;
  const auto& c = options.config;
  Json json;
  json["tokenizer"] = {
      {"num_words", t.num_words}, {"oov_token", t.oov_token ? Json(*t.oov_token) : Json(nullptr)},
      {"filters", t.filters},     {"lower", t.lower},
      {"split", t.split},         {"char_level", t.char_level}};
  if (t.icu_words) json["tokenizer"]["words"] = "icu";
  json["truncating"] = name(options.truncating);
  json["encoder"] = {{"vocabulary", c.vocabulary},
                     {"maxlen", c.maxlen},
                     {"embed_dim", c.embed_dim},
                     {"heads", c.heads},
                     {"key_dim", c.key_dim},
                     {"ff_dim", c.ff_dim},
                     {"blocks", c.blocks},
                     {"classes", c.classes},
                     {"mask", c.mask},
                     {"padding", name(c.padding)},
                     {"positions", c.positions == Positions::kLearned ? "learned" : "sinusoidal"},
                     {"dropout", static_cast<double>(c.dropout)},
                     {"norm_epsilon", static_cast<double>(c.norm_epsilon)}};
  // Only where programs that know nothing of it cannot use the model anyway.
  if (c.output == Output::kSigmoid) json["encoder"]["output"] = "sigmoid";
  return dump(json);
}

ModelOptions options_from_json(std::string_view text) {
  return reading("options", [&] {
    const Json json = Json::parse(text);
    ModelOptions options;
    const Json& t = json.at("tokenizer");
    options.tokenizer.num_words = size_at(t, "num_words");
    if (!t.at("oov_token").is_null()) options.tokenizer.oov_token = t.at("oov_token").get<std::string>();
    options.tokenizer.filters = t.at("filters").get<std::string>();
    options.tokenizer.lower = t.at("lower").get<bool>();
    options.tokenizer.split = t.at("split").get<std::string>();
    options.tokenizer.char_level = t.at("char_level").get<bool>();
    options.tokenizer.icu_words = is_icu(t);
    options.truncating = side_at(json, "truncating");

    const Json& e = json.at("encoder");
    auto& c = options.config;
    c.vocabulary = size_at(e, "vocabulary");
    c.maxlen = size_at(e, "maxlen");
    c.embed_dim = size_at(e, "embed_dim");
    c.heads = size_at(e, "heads");
    c.key_dim = size_at(e, "key_dim");
    c.ff_dim = size_at(e, "ff_dim");
    c.blocks = size_at(e, "blocks");
    c.classes = size_at(e, "classes");
    c.mask = e.at("mask").get<bool>();
    c.padding = side_at(e, "padding");
    c.positions = positions_at(e, "positions");
    c.dropout = float_at(e, "dropout");
    c.norm_epsilon = float_at(e, "norm_epsilon");
    c.output = output_of(e);
    options.tokenizer.validate();
    c.validate();
    return options;
  });
}

std::string provenance_to_json(const Provenance& p) {
  Json options = Json::array();
  for (const auto& [option, value] : p.options) options.push_back({option, value});
  Json json = {{"program", p.program},
               {"train_sha256", p.train_sha256},
               {"valid_sha256", p.valid_sha256},
               {"train_texts", p.train_texts},
               {"valid_texts", p.valid_texts},
               {"seed", p.seed},
               {"options", std::move(options)},
               {"epochs", p.epochs},
               {"best_epoch", p.best_epoch},
               {"loss", p.loss ? Json(*p.loss) : Json(nullptr)},
               {"accuracy", p.accuracy ? Json(*p.accuracy) : Json(nullptr)}};
  if (!p.origin.empty()) json["origin"] = p.origin;
  return dump(json);
}

Provenance provenance_from_json(std::string_view text) {
  return reading("provenance", [&] {
    const Json json = Json::parse(text);
    Provenance p;
    p.program = json.at("program").get<std::string>();
    if (json.contains("origin")) p.origin = json.at("origin").get<std::string>();
    p.train_sha256 = json.at("train_sha256").get<std::string>();
    p.valid_sha256 = json.at("valid_sha256").get<std::string>();
    p.train_texts = count_at<std::int64_t>(json, "train_texts");
    p.valid_texts = count_at<std::int64_t>(json, "valid_texts");
    p.seed = count_at<std::uint64_t>(json, "seed");
    for (const auto& pair : json.at("options")) {
      p.options.emplace_back(pair.at(0).get<std::string>(), pair.at(1).get<std::string>());
    }
    p.epochs = size_at(json, "epochs");
    p.best_epoch = size_at(json, "best_epoch");
    if (!json.at("loss").is_null()) p.loss = json.at("loss").get<double>();
    if (!json.at("accuracy").is_null()) p.accuracy = json.at("accuracy").get<double>();
    return p;
  });
}

}  // namespace taxon
