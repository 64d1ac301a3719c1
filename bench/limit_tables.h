#pragma once

#include <span>

#include "kernel_bench.h"
#include "machine.h"
#include "phases.h"
#include "work.h"

namespace taxon {

// One core, and all threads together.
struct Machine {
  MachinePeak one, all;
  int threads = 1;
};

// What was done to some posts, and how long it took.
struct Measured {
  double posts = 0;
  double seconds = 0;            // wall time
  double looked_at_seconds = 0;  // the same while the shares were taken
  TimeShares shares;
  PhaseWork work{};
};

// Each prints a Markdown table to the standard output.
void print_machine(const Machine& machine);
void print_phases(const Machine& machine, const Measured& measured);
void print_kernels(const Machine& machine, std::span<const KernelSpeed> speeds);

}  // namespace taxon
