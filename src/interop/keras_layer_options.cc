#include "interop/keras_layer_options.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <initializer_list>
#include <limits>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "interop/shallow_json.h"

namespace taxon {
namespace {

using nlohmann::json;

// The options of one layer, which its errors name.
class Options {
 public:
  Options(const json& config, const KerasLayer& layer) : config_(config), layer_(layer) {}

  const json* find(const char* key) const {
    const auto found = config_.find(key);
    return found == config_.end() || found->is_null() ? nullptr : &*found;
  }

  [[noreturn]] void refuse(const char* key, const std::string& why) const {
    throw Error(describe(layer_) + " cannot be carried: its " + key + " " + why);
  }

  std::optional<std::int32_t> size(const char* key) const {
    const json* value = find(key);
    if (!value) return std::nullopt;
    constexpr std::int64_t kMost = std::numeric_limits<std::int32_t>::max() / 2;
    if (!value->is_number_integer() || *value < std::int64_t{1} || *value > kMost)
      refuse(key, "is not a size");
    return value->get<std::int32_t>();
  }

  double number(const char* key, double otherwise) const {
    const json* value = find(key);
    if (!value) return otherwise;
    if (!value->is_number()) refuse(key, "is not a number");
    const auto number = value->get<double>();
    // Written this way round, what is no number at all is refused too.
    if (!(std::abs(number) <= static_cast<double>(std::numeric_limits<float>::max())))
      refuse(key, "is beyond all bounds");
    return number;
  }

  bool flag(const char* key, bool otherwise) const {
    const json* value = find(key);
    if (!value) return otherwise;
    if (!value->is_boolean()) refuse(key, "is neither true nor false");
    return value->get<bool>();
  }

  std::string text(const char* key, const std::string& otherwise) const {
    const json* value = find(key);
    if (!value) return otherwise;
    if (!value->is_string()) refuse(key, "is not a text");
    return value->get<std::string>();
  }

  // The option is absent, null or one of these values; the encoder has nothing else.
  void require(const char* key, std::initializer_list<json> values) const {
    const json* value = find(key);
    if (!value || std::find(values.begin(), values.end(), *value) != values.end()) return;
    refuse(key, "is " + shown(*value));
  }

  // A layer of somebody's own must have no option but these, as nobody knows what another one does, and
  // those of every layer. (Keras writes autocast for layers without a get_config of their own.)
  void require_known(std::initializer_list<const char*> known) const {
    for (const auto& [key, value] : config_.items()) {
      if (value.is_null() || key == "name" || key == "trainable" || key == "dtype" || key == "autocast")
        continue;
      if (std::find(known.begin(), known.end(), key) == known.end())
        refuse(quoted_name(key).c_str(), "is no option of the notebook's layer of that name");
    }
  }

 private:
  const json& config_;
  const KerasLayer& layer_;
};

// A name, or (Keras 3.0 to 3.2) an object around it.
KerasActivation activation_of(const Options& options) {
  const json* value = options.find("activation");
  if (!value) return KerasActivation::kLinear;
  if (value->is_object() && value->contains("config")) value = &value->at("config");
  const std::string name = value->is_string() ? value->get<std::string>() : "";
  if (name == "linear") return KerasActivation::kLinear;
  if (name == "relu") return KerasActivation::kRelu;
  if (name == "softmax") return KerasActivation::kSoftmax;
  if (name == "sigmoid") return KerasActivation::kSigmoid;
  options.refuse("activation", "is " + quoted_name(name) + "; the encoder has relu, softmax and sigmoid");
}

// What a layer computes in: the name of a policy, or (as Keras 3 writes it) an object around that.
void require_plain_numbers(const Options& options) {
  const json* policy = options.find("dtype");
  if (!policy) return;
  if (policy->is_object() && policy->contains("config")) policy = &policy->at("config");
  if (policy->is_object() && policy->contains("name")) policy = &policy->at("name");
  const std::string name = policy->is_string() ? policy->get<std::string>() : "";
  if (name == "float32" || name == "float64") return;
  options.refuse("dtype", "is " + quoted_name(name) +
                              "; the encoder computes in float32: after "
                              "keras.config.set_dtype_policy('float32') make the model anew, give it these "
                              "weights and save it");
}

void read_input(const Options& options, KerasLayer& layer) {
  for (const char* key : {"batch_shape", "batch_input_shape"}) {
    const json* shape = options.find(key);
    if (!shape) continue;
    if (!shape->is_array() || shape->size() != 2) options.refuse(key, "is not (batch, length)");
    const json& length = (*shape)[1];
    if (length.is_number_integer() && length > std::int64_t{0} && length <= std::int64_t{1} << 20)
      layer.length = length.get<std::int32_t>();
  }
}

void read_embedding(const Options& options, KerasLayer& layer) {
  layer.rows = options.size("input_dim");
  layer.width = options.size("output_dim");
  if (options.flag("mask_zero", false))
    options.refuse("mask_zero", "is true, which Keras's maximum over positions does not heed");
}

void read_positional_embedding(const Options& options, KerasLayer& layer) {
  options.require_known({"sequence_length", "input_dim", "output_dim", "positions"});
  layer.length = options.size("sequence_length");
  layer.rows = options.size("input_dim");
  layer.width = options.size("output_dim");
  options.require("positions", {"learned", "sinusoidal"});
  if (options.text("positions", "learned") == "sinusoidal") layer.positions = Positions::kSinusoidal;
}

void read_padding_mask(const Options& options, KerasLayer& layer) {
  options.require_known({"padding"});
  options.require("padding", {"pre", "post"});
  if (options.text("padding", "pre") == "post") layer.padding = Side::kPost;
}

void read_block(const Options& options, KerasLayer& layer) {
  options.require_known({"embed_dim", "num_heads", "dense_dim", "key_dim", "norm_epsilon"});
  layer.width = options.size("embed_dim");
  layer.heads = options.size("num_heads");
  layer.hidden = options.size("dense_dim");
  layer.key_dim = options.size("key_dim");
  if (options.find("norm_epsilon")) layer.epsilon = static_cast<float>(options.number("norm_epsilon", 0));
}

void read_attention(const Options& options, KerasLayer& layer) {
  layer.heads = options.size("num_heads");
  layer.key_dim = options.size("key_dim");
  layer.has_bias = options.flag("use_bias", true);
  if (const auto value_dim = options.size("value_dim"); value_dim && value_dim != layer.key_dim)
    options.refuse("value_dim", "is not its key_dim");
  options.require("use_gate", {false});
  options.require("attention_axes", {1, json::array({1})});
  // Null in every layer that the encoder has; any value gives a layer of another kind.
  options.require("sliding_window", {});
  options.require("output_shape", {});
}

void read_norm(const Options& options, KerasLayer& layer) {
  options.require("axis", {-1, 2, json::array({-1}), json::array({2})});
  options.require("rms_scaling", {false});
  layer.epsilon = static_cast<float>(options.number("epsilon", 1e-3));
  layer.has_bias = options.flag("center", true);
  layer.has_scale = options.flag("scale", true);
}

void read_dense(const Options& options, KerasLayer& layer) {
  layer.width = options.size("units");
  layer.has_bias = options.flag("use_bias", true);
  layer.activation = activation_of(options);
}

void read_activation(const Options& options, KerasLayer& layer) {
  layer.activation = activation_of(options);
}

void read_relu(const Options& options, KerasLayer& layer) {
  options.require("negative_slope", {0, 0.0});
  options.require("threshold", {0, 0.0});
  options.require("max_value", {});
  layer.activation = KerasActivation::kRelu;
}

void read_softmax(const Options& options, KerasLayer& layer) {
  options.require("axis", {-1, json::array({-1})});
  layer.activation = KerasActivation::kSoftmax;
}

void read_max_pooling(const Options& options, KerasLayer&) {
  options.require("data_format", {"channels_last"});
  options.require("keepdims", {false});
}

void read_masked_max_pooling(const Options& options, KerasLayer& layer) {
  options.require_known({});
  layer.masked = true;
}

void read_dropout(const Options& options, KerasLayer& layer) {
  const double rate = options.number("rate", 0);
  if (rate < 0 || rate >= 1) options.refuse("rate", "is not at least 0 and below 1");
  layer.rate = static_cast<float>(rate);
}

void read_nothing(const Options&, KerasLayer&) {}

// Who wrote the class: Keras; the notebook's author or python/taxon/keras.py; or either of them, as an
// addition may be a layer of Keras or one of its operations.
enum class Author { kKeras, kOwn };

struct LayerClass {
  const char* name;
  Author author;
  KerasKind kind;
  void (*read)(const Options&, KerasLayer&);
};

constexpr std::array kClasses = {
    LayerClass{"InputLayer", Author::kKeras, KerasKind::kInput, read_input},
    LayerClass{"Embedding", Author::kKeras, KerasKind::kEmbedding, read_embedding},
    LayerClass{"PositionalEmbedding", Author::kOwn, KerasKind::kPositionalEmbedding,
               read_positional_embedding},
    LayerClass{"PaddingMask", Author::kOwn, KerasKind::kPaddingMask, read_padding_mask},
    LayerClass{"TransformerBlock", Author::kOwn, KerasKind::kTransformerBlock, read_block},
    LayerClass{"MultiHeadAttention", Author::kKeras, KerasKind::kAttention, read_attention},
    LayerClass{"LayerNormalization", Author::kKeras, KerasKind::kNorm, read_norm},
    LayerClass{"Dense", Author::kKeras, KerasKind::kDense, read_dense},
    LayerClass{"Activation", Author::kKeras, KerasKind::kActivation, read_activation},
    LayerClass{"ReLU", Author::kKeras, KerasKind::kActivation, read_relu},
    LayerClass{"Softmax", Author::kKeras, KerasKind::kActivation, read_softmax},
    LayerClass{"Add", Author::kKeras, KerasKind::kAdd, read_nothing},
    LayerClass{"GlobalMaxPooling1D", Author::kKeras, KerasKind::kMaxPooling, read_max_pooling},
    LayerClass{"MaskedMaxPooling1D", Author::kOwn, KerasKind::kMaxPooling, read_masked_max_pooling},
    LayerClass{"Dropout", Author::kKeras, KerasKind::kIdentity, read_dropout},
    LayerClass{"SpatialDropout1D", Author::kKeras, KerasKind::kIdentity, read_dropout},
    LayerClass{"GaussianDropout", Author::kKeras, KerasKind::kIdentity, read_nothing},
    LayerClass{"GaussianNoise", Author::kKeras, KerasKind::kIdentity, read_nothing},
    LayerClass{"Identity", Author::kKeras, KerasKind::kIdentity, read_nothing},
};

// Keras 3 names the module of what is its own; legacy files name none, but the package of a registered class.
bool may_be_by(const json& entry, Author author) {
  if (entry.at("class_name").get<std::string>().find('>') != std::string::npos) return author == Author::kOwn;
  const auto module = entry.find("module");
  if (module == entry.end()) return true;
  const bool keras = module->is_string() && module->get<std::string>().starts_with("keras.");
  return keras == (author == Author::kKeras);
}

std::string known_classes() {
  std::string names;
  for (const auto& known : kClasses) names += (names.empty() ? "" : ", ") + std::string(known.name);
  return names;
}

}  // namespace

std::string describe(const KerasLayer& layer) {
  const bool plain =
      layer.class_name.size() < 60 && std::all_of(layer.class_name.begin(), layer.class_name.end(),
                                                  [](unsigned char c) { return std::isalnum(c) != 0; });
  return "layer " + quoted_name(layer.name) + " (" +
         (plain ? layer.class_name : quoted_name(layer.class_name)) + ")";
}

void read_layer_options(const json& entry, KerasLayer& layer) {
  for (const auto& known : kClasses) {
    if (layer.class_name != known.name || !may_be_by(entry, known.author)) continue;
    layer.kind = known.kind;
    const Options options(entry.at("config"), layer);
    if (layer.kind != KerasKind::kInput) require_plain_numbers(options);
    known.read(options, layer);
    return;
  }
  throw Error(describe(layer) + " cannot be carried: the encoder has no such layer; it has " +
              known_classes());
}

}  // namespace taxon
