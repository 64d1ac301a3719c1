#include "model/model_file.h"

#include <array>
#include <cmath>
#include <cstring>
#include <limits>
#include <memory>
#include <optional>

#include "base/check.h"
#include "base/error.h"
#include "model/linear_section.h"
#include "model/model_json.h"
#include "model/section_bytes.h"
#include "model/section_file.h"
#include "model/weights_section.h"

namespace taxon {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kOptions = "options", kVocabulary = "vocabulary", kLabels = "labels",
                           kWeights = "weights", kMoreWeights = "more weights", kFeatures = "linear features",
                           kLinearWeights = "linear weights", kJoint = "joint", kThresholds = "thresholds",
                           kIcu = "icu", kProvenance = "provenance";
constexpr std::array kKnownSections = {kOptions,     kVocabulary, kLabels,        kWeights,
                                       kMoreWeights, kFeatures,   kLinearWeights, kJoint,
                                       kThresholds,  kIcu,        kProvenance};

std::vector<std::string> read_labels(std::span<const std::byte> section, std::size_t expected) {
  auto labels = read_strings(section).copies();
  if (labels.size() != expected) {
    throw Error("has " + std::to_string(labels.size()) + " entries for " + std::to_string(expected) +
                " classes");
  }
  return labels;
}

// There exactly where the model is a multi-label one.
std::vector<float> read_thresholds(const SectionFile& file, const EncoderConfig& config) {
  if (config.output == Output::kSoftmax) {
    if (file.has(kThresholds)) {
      throw Error(
          {.file = file.path()},
          "is not a usable model file: thresholds stand beside a softmax; copy it anew or train it again");
    }
    return {};
  }
  return file.in_section(kThresholds, [&](std::span<const std::byte> bytes) {
    std::vector<float> thresholds(static_cast<std::size_t>(config.classes));
    if (bytes.size() != thresholds.size() * sizeof(float)) throw Error("has not one value a class");
    std::memcpy(thresholds.data(), bytes.data(), bytes.size());
    for (const float value : thresholds) {
      if (!(value >= 0.0F && value <= 1.0F)) throw Error("has a value outside of 0 to 1");
    }
    return thresholds;
  });
}

// There exactly where the words are ICU's.
std::string read_icu_version(const SectionFile& file, const TokenizerOptions& options) {
  if (!options.icu_words) {
    if (!file.has(kIcu)) return "";
    throw Error(
        {.file = file.path()},
        "is not a usable model file: a version of ICU stands beside words that are not its own; copy it "
        "anew or train it again");
  }
  return file.in_section(kIcu, [](std::span<const std::byte> bytes) {
    const std::string version(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    constexpr std::size_t kLongest = 32;
    if (version.empty() || version.size() > kLongest ||
        version.find_first_not_of("0123456789.") != std::string::npos)
      throw Error("is not a version, as 72.1");
    return version;
  });
}

// How many networks there are, and what they and the linear part weigh.
struct Joint {
  std::uint64_t networks = 1;
  double network_weight = 1, linear_weight = 1, offset = 0;
};

std::string joint_bytes(const Classifier& model) {
  std::string bytes;
  append<std::uint64_t>(bytes, model.networks.size());
  for (const double weight : {model.network_weight, model.linear_weight, model.offset})
    append<double>(bytes, weight);
  return bytes;
}

// There exactly where the model is not one network alone.
Joint read_joint(const SectionFile& file) {
  if (!file.has(kJoint)) return {};
  return file.in_section(kJoint, [&](std::span<const std::byte> bytes) {
    Cursor cursor(bytes);
    Joint joint{.networks = cursor.number<std::uint64_t>()};
    for (double* const weight : {&joint.network_weight, &joint.linear_weight, &joint.offset}) {
      *weight = cursor.number<double>();
      if (!std::isfinite(*weight)) throw Error("has a weight that is not a number");
    }
    if (cursor.left() != 0) throw Error("has bytes that belong to nothing");
    if (joint.networks == 0 && !file.has(kFeatures)) throw Error("has neither a network nor a linear part");
    if (joint.networks == 1 && !file.has(kFeatures)) throw Error("joins one network with nothing");
    return joint;
  });
}

// Every part that the file holds is one that the model has: else it would be another model once it is saved.
void require_used_sections(const SectionFile& file, const Joint& joint) {
  const auto refuse = [&](std::string_view section, const char* why) {
    throw Error({.file = file.path()}, "is not a usable model file: section '" + std::string(section) + "' " +
                                           why + "; copy it anew or train it again");
  };
  if (joint.networks == 0 && file.has(kWeights)) refuse(kWeights, "stands in a model without a network");
  if (joint.networks <= 1 && file.has(kMoreWeights))
    refuse(kMoreWeights, "stands beside one network or none");
  if (file.has(kLinearWeights) && !file.has(kFeatures)) refuse(kLinearWeights, "has no features");
  if (file.has(kFeatures) && !file.has(kJoint)) refuse(kFeatures, "is joined with nothing");
}

std::vector<Parameters> read_networks(const SectionFile& file, const EncoderConfig& config,
                                      std::uint64_t count) {
  std::vector<Parameters> networks;
  if (count > 0) {
    networks.push_back(file.in_section(kWeights, [&](auto bytes) { return read_weights(bytes, config); }));
  }
  if (count > 1) {
    file.in_section(kMoreWeights, [&](auto bytes) {
      for (auto& network : read_further_weights(bytes, config, count - 1))
        networks.push_back(std::move(network));
    });
  }
  return networks;
}

std::optional<LinearModel> read_linear(const SectionFile& file, const EncoderConfig& config) {
  if (!file.has(kFeatures)) return std::nullopt;
  auto features = file.in_section(kFeatures, [](auto bytes) { return read_linear_features(bytes); });
  auto weights = file.in_section(kLinearWeights, [&](auto bytes) {
    return read_linear_weights(bytes, features.size(), static_cast<std::size_t>(config.classes));
  });
  return LinearModel(std::move(features), std::move(weights));
}

std::string_view text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// Hands the model's sections, which borrow from it, to `use`.
template <class Use>
auto with_sections(const Classifier& model, const Use& use) {
  TAXON_CHECK(model.labels.size() == static_cast<std::size_t>(model.config.classes));
  TAXON_CHECK(model.icu_version.empty() != model.tokenizer.options().icu_words);
  TAXON_CHECK(model.thresholds.size() == (model.multi_label() ? model.labels.size() : 0));
  TAXON_CHECK(!model.networks.empty() || model.linear);
  const auto options = options_to_json({model.tokenizer.options(), model.truncating, model.config});
  const auto provenance = provenance_to_json(model.provenance);

  const auto& vocabulary = model.tokenizer.vocabulary();
  const std::int32_t words = model.tokenizer.kept_words();
  const std::array word_count = {static_cast<std::uint64_t>(words)};

  const auto labels = string_list(model.labels);
  const std::span<const Parameters> networks = model.networks;
  const auto table = networks.empty() ? std::string() : weights_table(networks.front().layout());
  const auto joint = joint_bytes(model);
  const auto features = model.linear ? linear_features_head(model.linear->features()) : std::string();
  std::vector<Section> sections = {Section{std::string(kOptions), true, {options}},
                                   Section{std::string(kVocabulary),
                                           true,
                                           {bytes_of<std::uint64_t>(word_count),
                                            bytes_of(vocabulary.ends(words)), vocabulary.bytes(words)}},
                                   Section{std::string(kLabels), true, {labels}}};
  if (!networks.empty()) {
    sections.push_back({std::string(kWeights), true, {table, bytes_of(networks.front().values())}});
  }
  if (networks.size() > 1) {
    sections.push_back({std::string(kMoreWeights), true, further_weights(networks.subspan(1))});
  }
  if (model.linear) {
    sections.push_back(
        {std::string(kFeatures), true, linear_features_pieces(model.linear->features(), features)});
    sections.push_back({std::string(kLinearWeights), true, linear_weights_pieces(model.linear->weights())});
  }
  if (!model.single_network()) sections.push_back({std::string(kJoint), true, {joint}});
  // Required, so that a program that would take sigmoids for a softmax refuses the file.
  if (model.multi_label()) {
    sections.push_back({std::string(kThresholds), true, {bytes_of<float>(model.thresholds)}});
  }
  // Required, so that a program that would split at spaces refuses it.
  if (!model.icu_version.empty()) sections.push_back({std::string(kIcu), true, {model.icu_version}});
  sections.push_back({std::string(kProvenance), false, {provenance}});
  return use(std::span<const Section>(sections));
}

Classifier read_model(const std::shared_ptr<const SectionFile>& file) {
  auto options = file->in_section(kOptions, [](auto bytes) { return options_from_json(text_of(bytes)); });
  auto tokenizer = file->in_section(kVocabulary, [&](auto bytes) {
    const auto list = read_strings(bytes);
    Tokenizer made(options.tokenizer, Vocabulary::borrow(list.bytes, list.ends));
    // An id without a row in the table would be read from beyond it.
    if (made.kept_words() >= options.config.vocabulary)
      throw Error("has more words than there are weights for");
    return made;
  });
  auto labels = file->in_section(kLabels, [&](auto bytes) {
    return read_labels(bytes, static_cast<std::size_t>(options.config.classes));
  });
  const Joint joint = read_joint(*file);
  require_used_sections(*file, joint);
  auto networks = read_networks(*file, options.config, joint.networks);
  auto linear = read_linear(*file, options.config);
  auto thresholds = read_thresholds(*file, options.config);
  auto icu_version = read_icu_version(*file, options.tokenizer);
  Provenance provenance;
  if (file->has(kProvenance)) {
    provenance =
        file->in_section(kProvenance, [](auto bytes) { return provenance_from_json(text_of(bytes)); });
  }
  return {.tokenizer = std::move(tokenizer),
          .truncating = options.truncating,
          .config = options.config,
          .labels = std::move(labels),
          .networks = std::move(networks),
          .linear = std::move(linear),
          .network_weight = joint.network_weight,
          .linear_weight = joint.linear_weight,
          .offset = joint.offset,
          .thresholds = std::move(thresholds),
          .icu_version = std::move(icu_version),
          .provenance = std::move(provenance),
          .backing = file};
}

}  // namespace

void save_model(const Classifier& model, const std::string& path) {
  with_sections(model, [&](auto sections) { write_sections(path, sections); });
}

std::string model_bytes(const Classifier& model) {
  return with_sections(model, [](auto sections) { return sections_bytes(sections); });
}

Classifier load_model(const std::string& path) {
  return read_model(std::make_shared<const SectionFile>(path, kKnownSections));
}

Classifier load_model(MappedFile file, const std::string& name) {
  return read_model(std::make_shared<const SectionFile>(std::move(file), name, kKnownSections));
}

Classifier load_model_bytes(std::string_view bytes, const std::string& name) {
  return load_model(MappedFile::copy_of(bytes), name);
}

}  // namespace taxon
