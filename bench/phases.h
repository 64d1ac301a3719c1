#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace taxon {

// The parts of a training step, in their order; classifying has some of them.
enum class Phase {
  kLay,       // the texts' rows, and which of them hold the same word
  kFold,      // the weights as the engine uses them
  kProject,   // distinct words and positions
  kForward,   // the block
  kHead,      // dropout, last layer, loss, and their way back
  kBackward,  // the block's way back
  kWeights,   // each slice's gradients by the weights
  kReduce,    // the sum of the slices, of words' and of positions' rows
  kUnfold,    // from the engine's weights' gradients to the parameters'
  kOptimize,  // Adam
  kWait,      // a thread without work
  kOther,
};
constexpr std::size_t kPhases = 12;

std::string_view phase_name(Phase phase);

// Where the threads' time went, as shares of (wall time x threads) that sum to 1.
struct TimeShares {
  std::array<double, kPhases> phase{};
  std::map<std::string, double> kernel;    // by the kernel's name
  std::map<std::string, double> unsorted;  // what kOther is made of, by the innermost function
};

// Sorts the stacks of a Sampler by the names of the engine's functions.
TimeShares sort_stacks(const std::vector<std::vector<std::string>>& stacks);

}  // namespace taxon
