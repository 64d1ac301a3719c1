#include "interop/keras_model.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "interop/keras_layer_options.h"
#include "interop/shallow_json.h"

namespace taxon {
namespace {

using nlohmann::json;

constexpr std::size_t kMostLayers = 4096;
constexpr int kDeepest = 16;  // of models within models, and of lists within a call's arguments

bool is_reference(const json& value) {
  return value.is_array() && value.size() >= 3 && value[0].is_string() && value[1].is_number_integer() &&
         value[2].is_number_integer();
}

// The names of the layers whose outputs stand anywhere in a value: as Keras 3 writes them (objects of class
// __keras_tensor__) and as configurations before it and lists of inputs and outputs do ([name, call,
// output]).
void collect_names(const json& value, std::vector<std::string>& names, int depth = 0) {
  if (depth > kDeepest) throw Error("its configuration is nested too deeply");
  const json* reference = is_reference(value) ? &value : nullptr;
  if (value.is_object() && value.value("class_name", json()) == "__keras_tensor__")
    reference = &value.at("config").at("keras_history");
  if (reference) {
    if (!is_reference(*reference) || (*reference)[2] != 0)
      throw Error(
          "its configuration takes the second output of a layer, which the encoder's layers do not have");
    names.push_back((*reference)[0].get<std::string>());
    return;
  }
  if (value.is_array()) {
    for (const json& part : value) collect_names(part, names, depth + 1);
  }
}

// A call's named arguments: tensors among them join the layer's inputs or are its mask; anything else that
// would change what the layer computes is refused.
void read_named_arguments(const json& arguments, const KerasLayer& layer, std::vector<std::string>& inputs,
                          std::vector<std::string>& masks) {
  for (const auto& [key, value] : arguments.items()) {
    std::vector<std::string> names;
    collect_names(value, names);
    if (key == "training" || (names.empty() && (value.is_null() || value == false))) continue;
    if (names.size() == 1 && key == "mask") {
      masks = names;
    } else if (names.size() == 1 && (key == "query" || key == "value" || key == "key" || key == "inputs")) {
      inputs.push_back(names[0]);
    } else {
      throw Error(describe(layer) + " cannot be carried: it is called with " + quoted_name(key));
    }
  }
}

class ModelReader {
 public:
  KerasModel read(const json& entry) {
    model_.output = read_model(entry, {}, "", "", 0);
    return std::move(model_);
  }

 private:
  // A layer that waits until the layers it takes its input from are known.
  struct Pending {
    const json* entry = nullptr;
    std::string path, group;
    KerasLayer layer;
    std::vector<std::string> inputs, masks;
    bool done = false;
  };

  using Outputs = std::map<std::string, std::size_t>;  // by name: the layer whose output it is

  // Both give the index of the layer whose output is the model's. input: what a model within a model is
  // called with.
  std::size_t read_model(const json& entry, std::optional<std::size_t> input, const std::string& path,
                         const std::string& group, int depth) {
    if (depth > kDeepest) throw Error("its models are nested too deeply");
    const auto class_name = entry.at("class_name").get<std::string>();
    const json& config = entry.at("config");
    if (class_name == "Functional" || class_name == "Model")
      return read_functional(config, input, path, group, depth);
    if (class_name == "Sequential") return read_sequential(config, input, path, group, depth);
    throw Error("is a model of class " + quoted_name(class_name) +
                ", whose layers only its Python code knows; make it with keras.Model(inputs, outputs)");
  }

  std::size_t read_sequential(const json& config, std::optional<std::size_t> input, const std::string& path,
                              const std::string& group, int depth) {
    for (Pending& pending : list_layers(config, path, group)) {
      if (input) {
        pending.layer.inputs = {*input};
      } else if (pending.layer.class_name != "InputLayer") {
        input = add({.kind = KerasKind::kInput, .class_name = "InputLayer", .name = "input"});
        pending.layer.inputs = {*input};
      }
      input = place(pending, depth);
    }
    if (!input) throw Error("is a model without layers");
    return *input;
  }

  std::size_t read_functional(const json& config, std::optional<std::size_t> input, const std::string& path,
                              const std::string& group, int depth) {
    std::vector<std::string> starts, ends;
    collect_names(config.at("input_layers"), starts);
    collect_names(config.at("output_layers"), ends);
    if (starts.size() != 1 || ends.size() != 1)
      throw Error(
          "is a model of several inputs or outputs; the encoder takes ids and gives probabilities only");
    std::vector<Pending> waiting = list_layers(config, path, group);
    for (Pending& pending : waiting) read_calls(pending);
    Outputs outputs;
    for (bool progress = true; progress;) {
      progress = false;
      for (Pending& pending : waiting) {
        if (pending.done || !resolve(pending, outputs)) continue;
        // The inner model's own input layer stands for what it is called with.
        if (input && pending.layer.class_name == "InputLayer") pending.layer.inputs = {*input};
        const std::string name = pending.layer.name;  // place() takes the layer away
        outputs[name] = place(pending, depth);
        pending.done = progress = true;
      }
    }
    const auto end = outputs.find(ends[0]);
    if (end == outputs.end())
      throw Error("its configuration is damaged: layer " + quoted_name(ends[0]) +
                  " is not there, or in a circle");
    for (const Pending& pending : waiting) {
      if (!pending.done)
        throw Error("its configuration is damaged: " + describe(pending.layer) +
                    " takes what a layer makes that is not there, or in a circle");
    }
    return end->second;
  }

  // The model's layers with the names that their weights have in Keras 3's files: of each class in turn
  // dense, dense_1, ... Operations (x + y) are no layers there.
  static std::vector<Pending> list_layers(const json& config, const std::string& path,
                                          const std::string& group) {
    std::vector<Pending> list;
    std::map<std::string, int> used;
    for (const json& entry : config.at("layers")) {
      Pending& pending = list.emplace_back();
      pending.entry = &entry;
      const auto class_name = entry.at("class_name").get<std::string>();
      pending.layer.class_name =
          class_name.substr(class_name.find('>') + 1);  // "taxon>PaddingMask" in legacy files
      const json& options = entry.at("config");
      pending.layer.name = entry.contains("name") ? entry.at("name").get<std::string>()
                                                  : options.value("name", pending.layer.class_name);
      pending.group = group.empty() ? pending.layer.name : group;
      const json module = entry.value("module", json());
      if (module.is_string() && module.get<std::string>().starts_with("keras.src.ops")) continue;
      const std::string name = keras_snake_case(pending.layer.class_name);
      const int number = used[name]++;
      pending.path = path + (path.empty() ? "" : "/") + "layers/" + name +
                     (number == 0 ? "" : "_" + std::to_string(number));
      if (list.size() > kMostLayers) throw Error("has too many layers");
    }
    return list;
  }

  static void read_calls(Pending& pending) {
    const json calls = pending.entry->value("inbound_nodes", json::array());
    if (calls.empty()) return;
    if (!calls.is_array() || calls.size() != 1)
      throw Error(describe(pending.layer) + " cannot be carried: it is called " +
                  std::to_string(calls.size()) + " times, so that its weights are shared");
    const json& call = calls[0];
    if (call.is_object()) {  // Keras 3
      collect_names(call.at("args"), pending.inputs);
      read_named_arguments(call.at("kwargs"), pending.layer, pending.inputs, pending.masks);
      return;
    }
    for (const json& input : call) {
      collect_names(input, pending.inputs);
      if (is_reference(input) && input.size() > 3)
        read_named_arguments(input[3], pending.layer, pending.inputs, pending.masks);
    }
  }

  // Whether all the layer takes is known; then its inputs are set.
  static bool resolve(Pending& pending, const Outputs& outputs) {
    pending.layer.inputs.clear();
    for (const std::string& name : pending.inputs) {
      const auto found = outputs.find(name);
      if (found == outputs.end()) return false;
      pending.layer.inputs.push_back(found->second);
    }
    if (pending.masks.empty()) return true;
    const auto mask = outputs.find(pending.masks[0]);
    if (mask == outputs.end()) return false;
    pending.layer.mask = mask->second;
    return true;
  }

  // Adds the layer or, where it is a model itself, that model's layers; gives the one whose output it has.
  std::size_t place(Pending& pending, int depth) {
    const std::string& class_name = pending.layer.class_name;
    if (class_name == "InputLayer" && !pending.layer.inputs.empty()) return pending.layer.inputs[0];
    if (class_name == "Functional" || class_name == "Model" || class_name == "Sequential") {
      if (pending.layer.inputs.size() != 1 || pending.layer.mask)
        throw Error(describe(pending.layer) + " cannot be carried: it takes more than one input");
      return read_model(*pending.entry, pending.layer.inputs[0], pending.path, pending.group, depth + 1);
    }
    KerasLayer& layer = pending.layer;
    read_layer_options(*pending.entry, layer);
    layer.path = pending.path;
    layer.group = pending.group;
    // Of the layers with a mask, layer(x, mask) is the same call as layer(x, mask=mask).
    const bool takes_mask = layer.kind == KerasKind::kTransformerBlock || layer.masked;
    if (takes_mask && layer.inputs.size() == 2 && !layer.mask) {
      layer.mask = layer.inputs[1];
      layer.inputs.pop_back();
    }
    return add(std::move(layer));
  }

  std::size_t add(KerasLayer layer) {
    if (model_.layers.size() >= kMostLayers) throw Error("has too many layers");
    model_.layers.push_back(std::move(layer));
    return model_.layers.size() - 1;
  }

  KerasModel model_;
};

}  // namespace

KerasModel read_keras_model(std::string_view text) {
  json entry;
  try {
    entry = parse_shallow(text);
  } catch (const Error& error) {
    throw Error(std::string("has a configuration that ") + error.what() + "; save the model anew");
  }
  try {
    return ModelReader().read(entry);
  } catch (const json::exception&) {
    throw Error("has a configuration that is not as Keras writes it; save the model anew");
  }
}

// Keras's to_snake_case(): "_" before a capital with small letters behind it, and between a small letter and
// a capital.
std::string keras_snake_case(std::string_view class_name) {
  const auto is = [&](std::size_t i, int (*kind)(int)) {
    return i < class_name.size() && kind(static_cast<unsigned char>(class_name[i])) != 0;
  };
  std::string name;
  for (std::size_t i = 0; i < class_name.size(); ++i) {
    const bool starts_word =
        i > 0 && is(i, std::isupper) && (is(i + 1, std::islower) || is(i - 1, std::islower));
    if (starts_word) name += '_';
    name += static_cast<char>(std::tolower(static_cast<unsigned char>(class_name[i])));
  }
  return name;
}

}  // namespace taxon
