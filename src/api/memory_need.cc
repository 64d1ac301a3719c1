#include "api/memory_need.h"

#include <fmt/format.h>

#include "base/available_memory.h"
#include "base/error.h"
#include "train/forecast.h"

namespace taxon {

std::string memory_text(std::uint64_t bytes) {
  const double mega = static_cast<double>(bytes) / 1e6;
  return mega < 1000 ? fmt::format("{:.0f} MB", mega) : fmt::format("{:.1f} GB", mega / 1000);
}

std::uint64_t require_memory(const EncoderConfig& config, const LabelledIds& train, const LabelledIds* valid,
                             const TrainOptions& options, int threads) {
  const auto memory = [&](MemoryKind kind) {
    return training_memory(config, train, valid, options, threads, kind);
  };
  const AvailableMemory available = available_memory();
  const auto kind = available.counts_address_space ? MemoryKind::kAddressSpace : MemoryKind::kTouched;
  const std::uint64_t needed = memory(kind);
  if (needed <= available.bytes) return memory(MemoryKind::kTouched);
  const auto advice = what_would_fit(config, train, valid, options, threads, kind, available.bytes);
  throw Error(fmt::format(
      "training would take about {} of memory, and {} leaves {}; {}", memory_text(needed), available.bound,
      memory_text(available.bytes),
      advice.empty() ? "no single one of --num-words, --batch-size and --maxlen makes it fit, several may"
                     : "it would fit with " + advice));
}

}  // namespace taxon
