#include "phases.h"

#include <utility>

namespace taxon {
namespace {

struct Mark {
  std::string_view part_of_name;
  Phase phase;
};

// Looked for from the innermost function outwards; names of lambdas hold that of the function they stand in.
constexpr Mark kMarks[] = {
    {"taxon::BatchRows::lay", Phase::kLay},
    {"taxon::lay_rows(", Phase::kLay},
    {"taxon::Predictor::State::lay_group", Phase::kLay},
    {"taxon::BlockWeights::", Phase::kFold},
    {"taxon::Head::refresh", Phase::kFold},
    {"taxon::project_rows(", Phase::kProject},
    {"taxon::project_positions(", Phase::kProject},
    {"taxon::TextPass::forward", Phase::kForward},
    {"taxon::TextPass::backward", Phase::kBackward},
    {"taxon::Head::", Phase::kHead},
    {"taxon::text_loss(", Phase::kHead},
    {"taxon::GradientEngine::State::drop", Phase::kHead},
    {"taxon::Slice::", Phase::kWeights},
    {"taxon::tree_sum(", Phase::kReduce},
    {"taxon::BatchRows::sum_", Phase::kReduce},
    {"taxon::GradientEngine::State::sum_slices", Phase::kReduce},
    {"taxon::unfold_", Phase::kUnfold},
    {"taxon::GradientEngine::State::spread_gradients", Phase::kUnfold},
    {"taxon::GradientEngine::State::copy_plain_gradients", Phase::kUnfold},
    {"taxon::Adam::", Phase::kOptimize},
    // A task of the pool without any of the names above, and then the pool itself.
    {"std::_Function_handler<", Phase::kOther},
    {"taxon::ThreadPool::", Phase::kWait},
};

Phase phase_of(const std::vector<std::string>& stack) {
  for (const auto& name : stack) {
    for (const auto& [part, phase] : kMarks) {
      if (name.find(part) != std::string::npos) return phase;
    }
  }
  return Phase::kOther;
}

// "taxon::N_AVX3::gemm(...)" is the kernel gemm; empty for what is none.
std::string kernel_name(const std::string& function) {
  constexpr std::string_view kStart = "taxon::N_";
  const std::size_t at = function.find(kStart);
  if (at == std::string::npos) return {};
  const std::size_t begin = function.find("::", at + kStart.size()) + 2;
  return function.substr(begin, function.find_first_of("(<", begin) - begin);
}

// The kernel that the engine called: the outermost one.
std::string kernel_of(const std::vector<std::string>& stack) {
  std::string kernel;
  for (const auto& name : stack) {
    std::string here = kernel_name(name);
    if (here.empty()) break;
    kernel = std::move(here);
  }
  return kernel;
}

}  // namespace

std::string_view phase_name(Phase phase) {
  static constexpr std::string_view kNames[kPhases] = {"laying out rows",
                                                       "folding the weights",
                                                       "projecting words and positions",
                                                       "forward",
                                                       "head, loss, dropout",
                                                       "backward",
                                                       "slices' weight gradients",
                                                       "reduction",
                                                       "unfolding the gradients",
                                                       "optimizer",
                                                       "threads without work",
                                                       "all else"};
  return kNames[static_cast<std::size_t>(phase)];
}

TimeShares sort_stacks(const std::vector<std::vector<std::string>>& stacks) {
  TimeShares shares;
  const double one = 1.0 / static_cast<double>(stacks.size());
  for (const auto& stack : stacks) {
    const Phase phase = phase_of(stack);
    shares.phase[static_cast<std::size_t>(phase)] += one;
    if (phase == Phase::kOther) shares.unsorted[stack.empty() ? "system libraries" : stack.front()] += one;
    if (const std::string kernel = kernel_of(stack); !kernel.empty()) shares.kernel[kernel] += one;
  }
  return shares;
}

}  // namespace taxon
