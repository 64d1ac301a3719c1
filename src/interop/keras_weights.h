#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "interop/hdf5_reader.h"
#include "interop/keras_model.h"

namespace taxon {

// The weights of a Keras model, of Keras 3's layout (groups named by class and place:
// "layers/dense_1/vars/0") or of the legacy one (groups and arrays named as the layers are, running numbers
// included, and listed in attributes).
class KerasWeights {
 public:
  explicit KerasWeights(Hdf5Contents contents);

  // The configuration of the model, if the file has one (a legacy file of a whole model does).
  std::optional<std::string> model_config() const;
  // "3.15.1", where the file tells it.
  std::optional<std::string> keras_version() const;

  // The array of a layer's variable, or null. part: of PlannedTensor. What was found counts as used.
  const Hdf5Dataset* find(const KerasLayer& layer, const std::string& part, const std::string& variable);
  // Where find() would look, for messages.
  static std::string place(const KerasLayer& layer, const std::string& part, const std::string& variable);
  // Weights of layers that nobody has asked for.
  std::vector<std::string> unused() const;

  // The layers that have weights, by their group's name: in the legacy layout in the model's order, else by
  // class and number.
  std::vector<std::string> layer_groups() const;

 private:
  std::vector<std::string> names_at(const std::string& path, const std::string& attribute) const;
  // The arrays of one variable in a group of the legacy layout, with the layers that they belong to.
  struct LegacyArrays {
    std::map<std::string, std::string> by_parent;             // paths
    std::vector<std::pair<std::string, std::string>> others;  // parents and paths of all but attention's
  };

  const LegacyArrays& legacy_arrays(const std::string& group, const std::string& variable);
  std::string legacy_path(const KerasLayer& layer, const std::string& part, const std::string& variable);

  Hdf5Contents contents_;
  bool legacy_ = false;
  std::string root_;  // what stands before a layer's group: "layers/", "model_weights/" or nothing
  std::set<std::string> used_;
  // By group and variable: a hostile file could hold as many arrays as it names tensors, and searching all of
  // them for each tensor would take the square.
  std::map<std::pair<std::string, std::string>, LegacyArrays> legacy_arrays_;
};

// A name and the running number at its end: "dense_12" -> ("dense", 12), "dense" -> ("dense", 0).
std::pair<std::string, int> split_number(const std::string& name);

}  // namespace taxon
