#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "encoder/parameters.h"
#include "interop/keras_plan.h"
#include "interop/keras_weights.h"

namespace taxon {

// The tensors of a plan with the arrays of a file that they are filled from. Throws Error without a place,
// everywhere. What it is made of must outlive it; for one thread.
class KerasPlacement {
 public:
  // Finds them all, or throws an Error that names those missing; also where an array belongs to no layer or
  // holds no floating-point numbers.
  KerasPlacement(const KerasPlan& plan, const KerasModel& model, KerasWeights& weights);

  // Of that tensor's array, which must have so many dimensions.
  const std::vector<std::int64_t>& shape(std::string_view tensor, std::size_t rank) const;
  bool has(std::string_view tensor) const { return index(tensor) != kNone; }

  // Whether the only output is the sigmoid of one number z: the probability of the second of two classes.
  // fill() then makes logits (0, z) of it, whose softmax is (1 - sigmoid(z), sigmoid(z)).
  bool one_probability() const;

  // Holds the sizes that layers say they have against those of their weights, which `config` has.
  void check_layers(const EncoderConfig& config) const;

  // Copies all values. A table of positions longer than the texts gives its first rows, as the layer itself
  // takes them. Throws where shapes do not go together or a value is not finite.
  Parameters fill(const EncoderConfig& config) const;

 private:
  static constexpr std::size_t kNone = ~std::size_t{0};

  void refuse_missing() const;
  std::string place(std::size_t i) const;
  std::size_t index(std::string_view tensor) const;
  void check_shape(std::size_t i, const std::vector<std::int64_t>& wanted) const;

  const KerasPlan& plan_;
  const KerasModel& model_;
  std::vector<const Hdf5Dataset*> arrays_;  // of plan_.tensors
};

}  // namespace taxon
