#include "interop/keras_import.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "interop/keras_archive.h"
#include "interop/keras_guess.h"
#include "interop/keras_plan.h"
#include "interop/keras_weights.h"
#include "interop/shallow_json.h"

namespace taxon {
namespace {

// A Keras file taken apart.
struct KerasFile {
  KerasModel model;
  KerasWeights weights;
  bool weights_only = false;
  std::string version;  // of Keras; empty: unknown
};

// Metadata that cannot be read costs only the version.
std::string version_in(const std::string& metadata) {
  try {
    return parse_shallow(metadata).at("keras_version").get<std::string>();
  } catch (const Error&) {
    return "";
  } catch (const nlohmann::json::exception&) {
    return "";
  }
}

// Anything else than a version number is not repeated.
std::string origin_of(const std::string& version) {
  const bool plain = !version.empty() && version.size() <= 20 &&
                     std::all_of(version.begin(), version.end(),
                                 [](unsigned char c) { return std::isalnum(c) || c == '.'; });
  return plain ? "Keras " + version : "Keras";
}

KerasFile open_file(std::span<const std::byte> bytes, const std::string& file,
                    const KerasImportOptions& options) {
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if (!file.ends_with(".h5") && !file.ends_with(".hdf5") && text.starts_with("PK")) {
    const KerasArchive archive = read_keras_archive(bytes, file);
    return {.model = read_keras_model(archive.config),
            .weights = KerasWeights(read_hdf5(archive.weights, file)),
            .version = version_in(archive.metadata)};
  }
  KerasWeights weights(read_hdf5(text, file));
  const auto config = weights.model_config();
  KerasModel model = config ? read_keras_model(*config)
                            : guess_keras_model(weights, options.positions.value_or(Positions::kLearned),
                                                options.output.value_or(Output::kSoftmax));
  std::string version = weights.keras_version().value_or("");
  return {std::move(model), std::move(weights), !config, std::move(version)};
}

std::string shape_text(const std::vector<std::int64_t>& shape) {
  std::string text = "(";
  for (std::size_t i = 0; i < shape.size(); ++i) text += (i > 0 ? ", " : "") + std::to_string(shape[i]);
  return text + ")";
}

// The plan's tensors with the arrays that they are filled from.
class Placement {
 public:
  Placement(const KerasPlan& plan, KerasFile& file) : plan_(plan), file_(file) {
    std::string missing;
    for (const PlannedTensor& tensor : plan.tensors) {
      const KerasLayer& layer = file.model.layers[tensor.layer];
      const Hdf5Dataset* array = file.weights.find(layer, tensor.part, tensor.variable);
      const std::string place = KerasWeights::place(layer, tensor.part, tensor.variable);
      if (!array) missing += (missing.empty() ? "" : ", ") + place;
      if (array && !array->is_real)
        throw Error(place + " is not stored as floating-point numbers; save the model without quantization");
      arrays_.push_back(array);
    }
    if (!missing.empty()) throw Error("lacks the weights of " + missing);
    if (const auto unused = file.weights.unused(); !unused.empty()) {
      throw Error("holds weights that no layer takes (" + quoted_name(unused.front()) +
                  (unused.size() > 1 ? " and " + std::to_string(unused.size() - 1) + " more" : "") + ")");
    }
  }

  // The array of that tensor, of so many dimensions.
  const Hdf5Dataset& array(std::string_view tensor, std::size_t rank) const {
    const std::size_t i = index(tensor);
    if (i == kNone || arrays_[i]->shape.size() != rank) {
      throw Error("has no " + std::string(tensor) + " of " + std::to_string(rank) + " dimensions" +
                  (i == kNone ? "" : "; it is " + shape_text(arrays_[i]->shape)));
    }
    return *arrays_[i];
  }

  bool has(std::string_view tensor) const { return index(tensor) != kNone; }

  // Copies all values. A table of positions longer than the texts gives its first rows, as the layer itself
  // takes them.
  Parameters fill(const EncoderConfig& config) const {
    Parameters parameters(config);
    for (const TensorSpec& spec : parameters.layout().tensors()) {
      if (listed(plan_.zeros, spec.name)) continue;
      const auto values = parameters[spec.name];
      if (listed(plan_.ones, spec.name)) {
        std::fill(values.begin(), values.end(), 1.0F);
        continue;
      }
      const std::size_t i = index(spec.name);
      if (i == kNone) throw Error("lacks the weights of " + spec.name);
      check_shape(i, spec);
      std::copy_n(arrays_[i]->values.begin(), values.size(), values.begin());
      if (!std::all_of(values.begin(), values.end(), [](float value) { return std::isfinite(value); }))
        throw Error(place(i) + " has a value that is not a number");
    }
    return parameters;
  }

 private:
  static constexpr std::size_t kNone = ~std::size_t{0};

  static bool listed(const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  }

  std::string place(std::size_t i) const {
    const PlannedTensor& tensor = plan_.tensors[i];
    return KerasWeights::place(file_.model.layers[tensor.layer], tensor.part, tensor.variable);
  }

  std::size_t index(std::string_view tensor) const {
    std::size_t found = kNone;
    for (std::size_t i = 0; i < plan_.tensors.size(); ++i) {
      if (plan_.tensors[i].tensor != tensor) continue;
      if (found != kNone) throw Error(place(i) + " comes in addition to " + place(found));
      found = i;
    }
    return found;
  }

  void check_shape(std::size_t i, const TensorSpec& spec) const {
    std::vector<std::int64_t> shape = arrays_[i]->shape;
    if (spec.name == "embedding/position" && shape.size() == 2) shape[0] = std::min(shape[0], spec.shape[0]);
    if (shape != spec.shape) {
      throw Error(place(i) + " is " + shape_text(arrays_[i]->shape) + "; it must be " +
                  shape_text(spec.shape) + " to go with the other layers");
    }
  }

  const KerasPlan& plan_;
  const KerasFile& file_;
  std::vector<const Hdf5Dataset*> arrays_;  // of plan_.tensors
};

// A size as the weights have it, which what the layers and the user say must be.
std::int32_t agreed(const char* option, std::int64_t found, std::optional<std::int32_t> given) {
  if (given && *given != found)
    throw Error("has " + std::to_string(found) + " for --" + option + ", not " + std::to_string(*given));
  constexpr std::int64_t kMost = std::int64_t{1} << 30;
  if (found > kMost) throw Error(std::string("has a size beyond all bounds for --") + option);
  return static_cast<std::int32_t>(found);
}

void check_layer(const KerasLayer& layer, const char* option, std::optional<std::int32_t> says,
                 std::int64_t found) {
  if (says && *says != found)
    throw Error(describe(layer) + " says " + std::to_string(*says) + " for its " + option +
                ", its weights say " + std::to_string(found));
}

void check_layers(const KerasModel& model, const EncoderConfig& c) {
  for (const KerasLayer& layer : model.layers) {
    const bool inner = layer.kind == KerasKind::kAttention || layer.kind == KerasKind::kTransformerBlock;
    const bool embeds = layer.kind == KerasKind::kEmbedding || layer.kind == KerasKind::kPositionalEmbedding;
    if (inner) check_layer(layer, "num_heads", layer.heads, c.heads);
    if (inner) check_layer(layer, "key_dim", layer.key_dim, c.key_dim);
    if (embeds) check_layer(layer, "input_dim", layer.rows, c.vocabulary);
    if (embeds || layer.kind == KerasKind::kTransformerBlock)
      check_layer(layer, "width", layer.width, c.embed_dim);
    check_layer(layer, "dense_dim", layer.hidden, c.ff_dim);
  }
}

bool mask_of(const KerasPlan& plan, bool weights_only, const KerasImportOptions& options) {
  // The notebook's own block may be called with a mask or without: its code knows. Any other graph tells.
  const bool told = plan.mask || !(plan.own_blocks || weights_only);
  if (told && options.mask && *options.mask != plan.mask)
    throw Error(plan.mask ? "leaves padding out, so --mask off is not what it does"
                          : "does not leave padding out, so --mask on is not what it does");
  return plan.mask || options.mask.value_or(false);
}

// How long texts are: what the table of positions and the layers bear.
std::int32_t length_of(const KerasPlan& plan, const Placement& placement, const KerasImportOptions& options) {
  std::optional<std::int32_t> length = plan.length;
  if (placement.has("embedding/position")) {
    const auto rows = agreed("maxlen", placement.array("embedding/position", 2).shape[0], std::nullopt);
    length = std::min(length.value_or(rows), rows);
  }
  if (!length && !options.maxlen)
    throw Error("does not say how long texts are; give --maxlen N, the length that they were padded to");
  if (length && options.maxlen &&
      (placement.has("embedding/position") ? *options.maxlen > *length : *options.maxlen != *length))
    agreed("maxlen", *length, options.maxlen);
  return options.maxlen.value_or(length.value_or(0));
}

EncoderConfig config_of(const KerasPlan& plan, const Placement& placement, const KerasFile& file,
                        const KerasImportOptions& options) {
  EncoderConfig c;
  const auto& token = placement.array("embedding/token", 2).shape;
  const auto& query = placement.array("block0/attention/query/kernel", 3).shape;
  const auto& hidden = placement.array("block0/ffn1/kernel", 2).shape;
  c.vocabulary = agreed("num-words", token[0], std::nullopt);
  c.embed_dim = agreed("embed-dim", token[1], options.embed_dim);
  c.heads = agreed("heads", query[1], options.heads);
  c.key_dim = agreed("key-dim", query[2], options.key_dim);
  c.ff_dim = agreed("ff-dim", hidden[1], options.ff_dim);
  c.blocks = agreed("blocks", plan.blocks, options.blocks);
  c.classes = agreed("labels", placement.array("head/kernel", 2).shape[1], std::nullopt);
  c.maxlen = length_of(plan, placement, options);
  c.mask = mask_of(plan, file.weights_only, options);
  if (plan.padding && options.padding && *plan.padding != *options.padding)
    throw Error("pads the other end than --padding says; leave it out");
  c.padding = plan.padding ? *plan.padding : options.padding.value_or(Side::kPre);
  c.positions = plan.positions;
  if (options.positions && *options.positions != plan.positions)
    throw Error("has positions of the other kind than --positions says; leave it out");
  c.output = plan.output;
  if (options.output && *options.output != plan.output)
    throw Error("has the other output than --head says; leave it out");
  if (plan.epsilon && options.norm_epsilon && *plan.epsilon != *options.norm_epsilon)
    throw Error("has another epsilon than --norm-epsilon says; leave it out");
  c.norm_epsilon = plan.epsilon ? *plan.epsilon : options.norm_epsilon.value_or(c.norm_epsilon);
  c.dropout = options.dropout.value_or(file.weights_only ? c.dropout : plan.dropout);
  c.validate();
  check_layers(file.model, c);
  return c;
}

// Every id that the tokenizer gives must have a row, or it would be read from beyond the table.
void check_tokenizer(const Tokenizer& tokenizer, const EncoderConfig& config) {
  const std::int32_t needed = std::min(tokenizer.id_limit(), tokenizer.vocabulary().size() + 1);
  if (needed > config.vocabulary) {
    throw Error("has an embedding of " + std::to_string(config.vocabulary) +
                " rows, but the tokenizer gives ids up to " + std::to_string(needed - 1) + ", which needs " +
                std::to_string(needed) + "; this is not the tokenizer that the model was trained with");
  }
}

std::vector<std::string> labels_of(const EncoderConfig& config, std::vector<std::string> labels) {
  const auto classes = static_cast<std::size_t>(config.classes);
  if (labels.empty()) {
    for (std::size_t c = 0; c < classes; ++c) labels.push_back(std::to_string(c));
  }
  if (labels.size() != classes) {
    throw Error("has " + std::to_string(classes) + " outputs, but " + std::to_string(labels.size()) +
                " labels were given; give one line a class, in the order of the outputs");
  }
  return labels;
}

// Keras keeps none; its own accuracy of several labels a text goes by one half.
std::vector<float> thresholds_of(const EncoderConfig& config) {
  if (config.output == Output::kSoftmax) return {};
  return std::vector<float>(static_cast<std::size_t>(config.classes), 0.5F);
}

Classifier import_checked(std::span<const std::byte> bytes, const std::string& name,
                          const Tokenizer& tokenizer, const KerasImportOptions& options) {
  KerasFile file = open_file(bytes, name, options);
  const KerasPlan plan = plan_keras_model(file.model);
  const Placement placement(plan, file);
  const EncoderConfig config = config_of(plan, placement, file, options);
  check_tokenizer(tokenizer, config);
  Provenance provenance;
  provenance.origin = origin_of(file.version);
  return {.tokenizer = tokenizer,
          .truncating = options.truncating,
          .config = config,
          .labels = labels_of(config, options.labels),
          .parameters = placement.fill(config),
          .thresholds = thresholds_of(config),
          .provenance = std::move(provenance),
          .backing = nullptr};
}

}  // namespace

Classifier import_keras(std::span<const std::byte> model, const std::string& file, const Tokenizer& tokenizer,
                        const KerasImportOptions& options) {
  try {
    return import_checked(model, file, tokenizer, options);
  } catch (const Error& error) {
    if (!error.where().file.empty()) throw;
    throw Error({.file = file}, error.what());
  }
}

}  // namespace taxon
