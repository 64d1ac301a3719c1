#include "interop/keras_import.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "interop/keras_archive.h"
#include "interop/keras_guess.h"
#include "interop/keras_placement.h"
#include "interop/keras_plan.h"
#include "interop/keras_weights.h"
#include "interop/shallow_json.h"

namespace taxon {
namespace {

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

// A size as the weights have it, which what the layers and the user say must be.
std::int32_t agreed(const char* option, std::int64_t found, std::optional<std::int32_t> given) {
  if (given && *given != found)
    throw Error("has " + std::to_string(found) + " for --" + option + ", not " + std::to_string(*given));
  constexpr std::int64_t kMost = std::int64_t{1} << 30;
  if (found > kMost) throw Error(std::string("has a size beyond all bounds for --") + option);
  return static_cast<std::int32_t>(found);
}

bool mask_of(const KerasPlan& plan, bool weights_only, const KerasImportOptions& options) {
  // The notebook's own block may be called with a mask or without: its code knows. Any other graph tells.
  const bool told = plan.mask || !(plan.own_blocks || weights_only);
  if (told && options.mask && *options.mask != plan.mask)
    throw Error(plan.mask ? "leaves padding out, so --mask off is not what it does"
                          : "does not leave padding out, so --mask on is not what it does");
  return plan.mask || options.mask.value_or(false);
}

// How long texts are: what the input takes, or at most what the positions bear.
std::int32_t length_of(const KerasPlan& plan, const KerasPlacement& placement,
                       const KerasImportOptions& options) {
  std::optional<std::int32_t> longest = plan.longest;
  if (placement.has("embedding/position"))
    longest = agreed("maxlen", placement.shape("embedding/position", 2)[0], std::nullopt);
  if (plan.length) agreed("maxlen", *plan.length, options.maxlen);
  const auto length = plan.length ? plan.length : options.maxlen ? options.maxlen : longest;
  if (!length)
    throw Error("does not say how long texts are; give --maxlen N, the length that they were padded to");
  if (longest && *length > *longest) {
    throw Error("has positions for " + std::to_string(*longest) + " ids, but " +
                (plan.length ? "its input is " + std::to_string(*length) + " long"
                             : "--maxlen is " + std::to_string(*length)));
  }
  return *length;
}

// Two of them where the only output is the sigmoid of one number.
std::int32_t classes_of(const KerasPlan& plan, const KerasPlacement& placement, bool weights_only) {
  if (placement.one_probability()) return 2;
  const std::int32_t classes = agreed("labels", placement.shape("head/kernel", 2)[1], std::nullopt);
  if (classes == 1 && plan.output == Output::kSoftmax) {
    throw Error(weights_only ? "has one output; give --head sigmoid, if that is its activation"
                             : "has one output under softmax, which is 1 for every text; a model of two "
                               "classes has two, or one under sigmoid");
  }
  return classes;
}

EncoderConfig config_of(const KerasPlan& plan, const KerasPlacement& placement, const KerasFile& file,
                        const KerasImportOptions& options) {
  EncoderConfig c;
  const auto& token = placement.shape("embedding/token", 2);
  const auto& query = placement.shape("block0/attention/query/kernel", 3);
  const auto& hidden = placement.shape("block0/ffn1/kernel", 2);
  c.vocabulary = agreed("num-words", token[0], std::nullopt);
  c.embed_dim = agreed("embed-dim", token[1], options.embed_dim);
  c.heads = agreed("heads", query[1], options.heads);
  c.key_dim = agreed("key-dim", query[2], options.key_dim);
  c.ff_dim = agreed("ff-dim", hidden[1], options.ff_dim);
  c.blocks = agreed("blocks", plan.blocks, options.blocks);
  c.classes = classes_of(plan, placement, file.weights_only);
  c.maxlen = length_of(plan, placement, options);
  c.mask = mask_of(plan, file.weights_only, options);
  if (plan.padding && options.padding && *plan.padding != *options.padding)
    throw Error("pads the other end than --padding says; leave it out");
  c.padding = plan.padding ? *plan.padding : options.padding.value_or(Side::kPre);
  c.positions = plan.positions;
  if (options.positions && *options.positions != plan.positions)
    throw Error("has positions of the other kind than --positions says; leave it out");
  c.output = placement.one_probability() ? Output::kSoftmax : plan.output;
  if (options.output && *options.output != plan.output)
    throw Error("has the other output than --head says; leave it out");
  if (plan.epsilon && options.norm_epsilon && *plan.epsilon != *options.norm_epsilon)
    throw Error("has another epsilon than --norm-epsilon says; leave it out");
  c.norm_epsilon = plan.epsilon ? *plan.epsilon : options.norm_epsilon.value_or(c.norm_epsilon);
  if (plan.dropout && options.dropout && *plan.dropout != *options.dropout)
    throw Error("has another dropout than --dropout says; leave it out");
  c.dropout = plan.dropout ? *plan.dropout : options.dropout.value_or(file.weights_only ? c.dropout : 0.0F);
  c.validate();
  placement.check_layers(c);
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
  const KerasPlacement placement(plan, file.model, file.weights);
  const EncoderConfig config = config_of(plan, placement, file, options);
  check_tokenizer(tokenizer, config);
  Provenance provenance;
  provenance.origin = origin_of(file.version);
  return {.tokenizer = tokenizer,
          .truncating = options.truncating,
          .config = config,
          .labels = labels_of(config, options.labels),
          .networks = one_network(placement.fill(config)),
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
