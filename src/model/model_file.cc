#include "model/model_file.h"

#include <array>
#include <bit>
#include <cstring>
#include <limits>
#include <memory>

#include "base/check.h"
#include "base/error.h"
#include "model/model_json.h"
#include "model/section_bytes.h"
#include "model/section_file.h"

namespace taxon {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kOptions = "options", kVocabulary = "vocabulary", kLabels = "labels",
                           kWeights = "weights", kThresholds = "thresholds", kProvenance = "provenance";
constexpr std::array kKnownSections = {kOptions, kVocabulary, kLabels, kWeights, kThresholds, kProvenance};

constexpr std::uint32_t kFloat32 = 1;

std::vector<std::string> read_labels(std::span<const std::byte> section, std::size_t expected) {
  auto labels = read_strings(section).copies();
  if (labels.size() != expected) {
    throw Error("has " + std::to_string(labels.size()) + " entries for " + std::to_string(expected) +
                " classes");
  }
  return labels;
}

// The weights' section: number of tensors, an entry a tensor (below), then from the next multiple of 64 on
// the values of all tensors one after the other.
std::string weights_table(const ParameterLayout& layout) {
  std::string table;
  append<std::uint64_t>(table, layout.tensors().size());
  for (const auto& tensor : layout.tensors()) {
    append<std::uint32_t>(table, static_cast<std::uint32_t>(tensor.name.size()));
    append<std::uint32_t>(table, kFloat32);
    append<std::uint32_t>(table, static_cast<std::uint32_t>(tensor.shape.size()));
    for (const auto extent : tensor.shape) append<std::uint64_t>(table, static_cast<std::uint64_t>(extent));
    append<std::uint64_t>(table, tensor.offset * sizeof(float));
    append<std::uint64_t>(table, tensor.size * sizeof(float));
    table += tensor.name;
  }
  table.resize((table.size() + kSectionAlignment - 1) / kSectionAlignment * kSectionAlignment, '\0');
  return table;
}

// One tensor as the file describes it, its shape's product already checked against its bytes.
struct StoredTensor {
  std::string_view name;
  std::vector<std::uint64_t> shape;
  std::uint64_t offset = 0, bytes = 0;
};

StoredTensor read_tensor_entry(Cursor& cursor) {
  StoredTensor tensor;
  const auto name_size = cursor.number<std::uint32_t>();
  const auto type = cursor.number<std::uint32_t>();
  const auto rank = cursor.number<std::uint32_t>();
  if (rank > 8) throw Error("has a tensor of " + std::to_string(rank) + " dimensions");
  std::uint64_t product = sizeof(float);
  bool overflow = false;
  for (std::uint32_t i = 0; i < rank; ++i) {
    tensor.shape.push_back(cursor.number<std::uint64_t>());
    overflow = __builtin_mul_overflow(product, tensor.shape.back(), &product) || overflow;
  }
  tensor.offset = cursor.number<std::uint64_t>();
  tensor.bytes = cursor.number<std::uint64_t>();
  tensor.name = cursor.text(name_size);
  if (type != kFloat32) {
    throw Error("stores " + quoted_name(tensor.name) + " as element type " + std::to_string(type) +
                "; this program reads 1 (float32)");
  }
  if (overflow || product != tensor.bytes) {
    throw Error("has a shape for " + quoted_name(tensor.name) + " that does not match its size");
  }
  return tensor;
}

void check_tensor(const StoredTensor& stored, const TensorSpec& wanted) {
  bool same = stored.name == wanted.name && stored.shape.size() == wanted.shape.size();
  for (std::size_t i = 0; same && i < wanted.shape.size(); ++i) {
    same = stored.shape[i] == static_cast<std::uint64_t>(wanted.shape[i]);
  }
  if (!same || stored.offset != wanted.offset * sizeof(float)) {
    throw Error("has " + quoted_name(stored.name) + " in place or shape other than the options ask for in " +
                wanted.name);
  }
}

// Without a way out of the loop the compiler makes it a vector's: a model's weights in a millisecond.
bool all_finite(std::span<const float> values) {
  constexpr std::uint32_t kExponent = 0x7F800000U;
  std::uint32_t odd = 0;
  for (const float value : values)
    odd |= (std::bit_cast<std::uint32_t>(value) & kExponent) == kExponent ? 1U : 0U;
  return odd == 0;
}

// Used where they stand: sections and the values in them lie at multiples of 64 bytes.
Parameters read_weights(std::span<const std::byte> section, const EncoderConfig& config) {
  Cursor cursor(section);
  const ParameterLayout layout(config);
  if (cursor.number<std::uint64_t>() != layout.tensors().size()) {
    throw Error("has another number of tensors than the options ask for");
  }
  for (const auto& wanted : layout.tensors()) check_tensor(read_tensor_entry(cursor), wanted);
  const std::size_t padded =
      (cursor.position() + kSectionAlignment - 1) / kSectionAlignment * kSectionAlignment;
  cursor.take(padded - cursor.position());
  if (cursor.left() != layout.size() * sizeof(float)) throw Error("has too few or too many values");
  const std::span values(reinterpret_cast<const float*>(cursor.take(cursor.left()).data()), layout.size());
  if (!all_finite(values)) throw Error("has a value that is not a number");
  return Parameters::borrow(config, values);
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

std::string_view text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// Hands the model's sections, which borrow from it, to `use`.
template <class Use>
auto with_sections(const Classifier& model, const Use& use) {
  TAXON_CHECK(model.labels.size() == static_cast<std::size_t>(model.config.classes));
  TAXON_CHECK(model.thresholds.size() == (model.multi_label() ? model.labels.size() : 0));
  const auto options = options_to_json({model.tokenizer.options(), model.truncating, model.config});
  const auto provenance = provenance_to_json(model.provenance);

  const auto& vocabulary = model.tokenizer.vocabulary();
  const std::int32_t words = model.tokenizer.kept_words();
  const std::array word_count = {static_cast<std::uint64_t>(words)};

  const auto labels = string_list(model.labels);
  const auto table = weights_table(model.parameters.layout());
  std::vector<Section> sections = {
      Section{std::string(kOptions), true, {options}},
      Section{
          std::string(kVocabulary),
          true,
          {bytes_of<std::uint64_t>(word_count), bytes_of(vocabulary.ends(words)), vocabulary.bytes(words)}},
      Section{std::string(kLabels), true, {labels}},
      Section{std::string(kWeights), true, {table, bytes_of(model.parameters.values())}}};
  // Required, so that a program that would take sigmoids for a softmax refuses the file.
  if (model.multi_label()) {
    sections.push_back({std::string(kThresholds), true, {bytes_of<float>(model.thresholds)}});
  }
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
  auto parameters =
      file->in_section(kWeights, [&](auto bytes) { return read_weights(bytes, options.config); });
  auto thresholds = read_thresholds(*file, options.config);
  Provenance provenance;
  if (file->has(kProvenance)) {
    provenance =
        file->in_section(kProvenance, [](auto bytes) { return provenance_from_json(text_of(bytes)); });
  }
  return {.tokenizer = std::move(tokenizer),
          .truncating = options.truncating,
          .config = options.config,
          .labels = std::move(labels),
          .parameters = std::move(parameters),
          .thresholds = std::move(thresholds),
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
