#include "limit_tables.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

namespace taxon {
namespace {

constexpr double kGiga = 1e9;

std::string percent(double share) {
  return fmt::format("{:.1f} %", 100 * share);
}

// Cells of work done at `seconds` of all threads' time; a dash where there is none.
std::string work_cells(const Machine& machine, const Work& work, double posts, double seconds) {
  const std::string none = "–";
  std::string cells;
  const double flops = 2 * work.multiply_adds / seconds, bytes = work.bytes / seconds;
  cells += work.multiply_adds == 0 ? "– | – | –"
                                   : fmt::format("{:.2f} | {:.0f} | {}", work.multiply_adds / posts / 1e6,
                                                 flops / kGiga, percent(flops / machine.all.flops));
  cells += " | ";
  cells += work.bytes == 0 ? "– | – | –"
                           : fmt::format("{:.0f} | {:.1f} | {}", work.bytes / posts / 1e3, bytes / kGiga,
                                         percent(bytes / machine.all.memory_update));
  return cells;
}

void print_kernel_shares(const TimeShares& shares) {
  std::vector<std::pair<double, std::string>> kernels;
  double none = 1;
  for (const auto& [name, share] : shares.kernel) {
    kernels.emplace_back(share, name);
    none -= share;
  }
  std::sort(kernels.rbegin(), kernels.rend());
  fmt::print("By kernel:");
  for (const auto& [share, name] : kernels) {
    if (share >= 0.001) fmt::print(" {} {},", name, percent(share));
  }
  fmt::print(" in none {}.\n\n", percent(none));
}

}  // namespace

void print_machine(const Machine& machine) {
  const auto line = [](const char* what, double one, double all) {
    fmt::print("| {} | {:.1f} | {:.1f} |\n", what, one / kGiga, all / kGiga);
  };
  fmt::print("| the machine itself | 1 thread | {} threads |\n|---|---|---|\n", machine.threads);
  line("multiply-adds in registers, GFLOP/s", machine.one.flops, machine.all.flops);
  line("reading 1 MB again and again, GB/s", machine.one.cache_read, machine.all.cache_read);
  line("reading 256 MB a thread, GB/s", machine.one.memory_read, machine.all.memory_read);
  line("changing 256 MB a thread, GB/s", machine.one.memory_update, machine.all.memory_update);
  fmt::print("\n");
}

void print_phases(const Machine& machine, const Measured& m) {
  fmt::print(
      "| phase | time | M multiply-adds a post | GFLOP/s | of peak | KB a post | GB/s | of memory |\n"
      "|---|---|---|---|---|---|---|---|\n");
  for (std::size_t p = 0; p < kPhases; ++p) {
    const double share = m.shares.phase[p];
    if (share == 0) continue;
    fmt::print("| {} | {} | {} |\n", phase_name(static_cast<Phase>(p)), percent(share),
               work_cells(machine, m.work[p], m.posts, share * m.seconds));
  }
  fmt::print("| **the whole** | 100 % | {} |\n\n", work_cells(machine, sum(m.work), m.posts, m.seconds));
  const double slower = m.looked_at_seconds / m.seconds - 1;
  fmt::print("{:.0f} posts/s; looking at the threads made it {} {}.", m.posts / m.seconds,
             percent(std::abs(slower)), slower < 0 ? "faster" : "slower");
  for (const auto& [name, share] : m.shares.unsorted) {
    if (share >= 0.005) fmt::print(" All else: {} {}.", percent(share), name);
  }
  fmt::print("\n\n");
  print_kernel_shares(m.shares);
}

void print_kernels(const Machine& machine, std::span<const KernelSpeed> speeds) {
  fmt::print("### Kernels alone, one thread, operands in the caches\n\n");
  fmt::print(
      "| kernel | shape | µs | GFLOP/s | of peak | GB/s | of reading 1 MB "
      "|\n|---|---|---|---|---|---|---|\n");
  for (const auto& s : speeds) {
    const double flops = s.flops / s.seconds, bytes = s.bytes / s.seconds;
    fmt::print("| {} | {} | {:.1f} | {} | {:.1f} | {} |\n", s.kernel, s.shape, 1e6 * s.seconds,
               s.flops == 0 ? "– | –"
                            : fmt::format("{:.0f} | {}", flops / kGiga, percent(flops / machine.one.flops)),
               bytes / kGiga, percent(bytes / machine.one.cache_read));
  }
  fmt::print("\n");
}

}  // namespace taxon
