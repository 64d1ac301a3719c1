#include "interop/keras_weights.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace taxon {
namespace {

bool is_attention(const std::string& part) {
  return part == "query" || part == "key" || part == "value" || part == "output";
}

// Where a part's own layer stands below a layer in Keras 3's layout.
std::string part_path(const KerasLayer& layer, const std::string& part) {
  if (part.empty()) return "";
  const std::string inside = layer.kind == KerasKind::kTransformerBlock ? "attention/" : "";
  if (is_attention(part)) return "/" + inside + part + "_dense";
  if (part == "token" || part == "position") return "/" + part + "_embeddings";
  if (part == "ffn1") return "/dense_proj/layers/dense";
  if (part == "ffn2") return "/dense_proj/layers/dense_1";
  return "/layer" + part;  // layernorm1
}

// Keras 3 numbers a layer's variables in the order in which they are made.
std::string variable_number(const KerasLayer& layer, const std::string& variable) {
  const bool second = variable == "bias" || (variable == "beta" && layer.has_scale);
  return second ? "1" : "0";
}

}  // namespace

std::pair<std::string, int> split_number(const std::string& name) {
  const std::size_t bar = name.rfind('_');
  if (bar == std::string::npos) return {name, 0};
  int number = 0;
  const char* end = name.data() + name.size();
  const auto [stop, error] = std::from_chars(name.data() + bar + 1, end, number);
  if (error != std::errc() || stop != end || number < 0) return {name, 0};
  return {name.substr(0, bar), number};
}

KerasWeights::KerasWeights(Hdf5Contents contents) : contents_(std::move(contents)) {
  if (!names_at("model_weights", "layer_names").empty()) {
    legacy_ = true;
    root_ = "model_weights/";
  } else if (!names_at("", "layer_names").empty()) {
    legacy_ = true;
  } else {
    root_ = "layers/";
  }
}

// A list too long for one attribute is cut into NAME0, NAME1, ...
std::vector<std::string> KerasWeights::names_at(const std::string& path, const std::string& attribute) const {
  if (const auto* names = contents_.attribute(path, attribute)) return *names;
  std::vector<std::string> all;
  for (int i = 0;; ++i) {
    const auto* names = contents_.attribute(path, attribute + std::to_string(i));
    if (!names) return all;
    all.insert(all.end(), names->begin(), names->end());
  }
}

std::optional<std::string> KerasWeights::model_config() const {
  const auto* texts = contents_.attribute("", "model_config");
  if (!texts || texts->size() != 1) return std::nullopt;
  return texts->front();
}

std::optional<std::string> KerasWeights::keras_version() const {
  for (const char* path : {"", "model_weights"}) {
    const auto* texts = contents_.attribute(path, "keras_version");
    if (texts && texts->size() == 1) return texts->front();
  }
  return std::nullopt;
}

// The arrays of the legacy layout: ".../PARENT/VARIABLE" or ".../PARENT/VARIABLE:0".
const KerasWeights::LegacyArrays& KerasWeights::legacy_arrays(const std::string& group,
                                                              const std::string& variable) {
  const auto [place, is_new] = legacy_arrays_.try_emplace({group, variable});
  LegacyArrays& arrays = place->second;
  if (!is_new) return arrays;
  const std::string prefix = root_ + group + "/";
  for (auto it = contents_.datasets.lower_bound(prefix);
       it != contents_.datasets.end() && it->first.starts_with(prefix); ++it) {
    const std::string& path = it->first;
    const std::size_t slash = path.rfind('/');
    const std::string name = path.substr(slash + 1);
    if (name.substr(0, name.find(':')) != variable) continue;
    const std::size_t before = slash == 0 ? std::string::npos : path.rfind('/', slash - 1);
    const std::size_t begin = before == std::string::npos ? 0 : before + 1;
    const std::string parent = path.substr(begin, slash - begin);
    arrays.by_parent.emplace(parent, path);
    if (parent != "attention_output" && !is_attention(parent)) arrays.others.emplace_back(parent, path);
  }
  // Layers of one class are made in the order of their running numbers, whatever order they are stored in.
  std::sort(arrays.others.begin(), arrays.others.end(),
            [](const auto& a, const auto& b) { return split_number(a.first) < split_number(b.first); });
  return arrays;
}

std::string KerasWeights::legacy_path(const KerasLayer& layer, const std::string& part,
                                      const std::string& variable) {
  const LegacyArrays& arrays = legacy_arrays(layer.group, variable);
  const auto path_of = [&](const std::string& parent) {
    const auto found = arrays.by_parent.find(parent);
    return found == arrays.by_parent.end() ? std::string() : found->second;
  };
  if (is_attention(part)) return path_of(part == "output" ? "attention_output" : part);
  const bool nested = layer.name != layer.group;
  if (part.empty() && nested) return path_of(layer.name);
  const bool second = part == "position" || part == "ffn2" || part == "norm2";
  const std::size_t expected = part.empty() ? 1 : 2;
  // A sinusoidal embedding has one table only.
  const bool alone = part == "token" && layer.positions == Positions::kSinusoidal;
  if (arrays.others.size() != (alone ? 1 : expected)) return "";
  return arrays.others[second ? 1 : 0].second;
}

std::string KerasWeights::place(const KerasLayer& layer, const std::string& part,
                                const std::string& variable) {
  return describe(layer) + (part.empty() ? "" : " " + part) + " " + variable;
}

const Hdf5Dataset* KerasWeights::find(const KerasLayer& layer, const std::string& part,
                                      const std::string& variable) {
  const std::string path =
      legacy_ ? legacy_path(layer, part, variable)
              : layer.path + part_path(layer, part) + "/vars/" + variable_number(layer, variable);
  auto found = contents_.datasets.find(path);
  if (found == contents_.datasets.end() && is_attention(part)) {
    // Before it had properties for them, MultiHeadAttention's parts were stored as "_query_dense", ...
    std::string old = path;
    const std::size_t at = old.find("/" + part + "_dense");
    if (at != std::string::npos) found = contents_.datasets.find(old.insert(at + 1, "_"));
  }
  if (found == contents_.datasets.end()) return nullptr;
  used_.insert(found->first);
  return &found->second;
}

std::vector<std::string> KerasWeights::unused() const {
  std::vector<std::string> paths;
  const std::string ignored = root_ + "top_level_model_weights/";
  for (const auto& [path, dataset] : contents_.datasets) {
    // Scalars and whole numbers are counters and random states of layers, no weights.
    if (!path.starts_with(root_) || path.starts_with(ignored) || used_.contains(path)) continue;
    if (dataset.is_real && !dataset.shape.empty()) paths.push_back(path);
  }
  return paths;
}

std::vector<std::string> KerasWeights::layer_groups() const {
  std::set<std::string> with_weights;
  for (const auto& [path, dataset] : contents_.datasets) {
    if (!path.starts_with(root_) || !dataset.is_real || dataset.shape.empty()) continue;
    with_weights.insert(path.substr(root_.size(), path.find('/', root_.size()) - root_.size()));
  }
  if (!legacy_) {
    std::vector<std::string> groups(with_weights.begin(), with_weights.end());
    std::sort(groups.begin(), groups.end(),
              [](const auto& a, const auto& b) { return split_number(a) < split_number(b); });
    return groups;
  }
  std::vector<std::string> groups = names_at(root_.empty() ? "" : "model_weights", "layer_names");
  std::erase_if(groups, [&](const std::string& name) { return !with_weights.contains(name); });
  return groups;
}

}  // namespace taxon
