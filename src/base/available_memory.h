#pragma once

#include <cstdint>
#include <string>

namespace taxon {

// How much memory this process may still take, and what sets that bound.
struct AvailableMemory {
  std::uint64_t bytes = 0;
  std::string bound;  // "the machine's free memory", as the subject of a sentence
  // Whether the bound counts address space, that which is only taken and never touched too.
  bool counts_address_space = false;
};

// The least of: what the kernel takes to be available without swapping (MemAvailable), what the limits of the
// control groups (version 2 or 1) that the process is in leave, files that can be dropped again counted as
// free, and what the limit on address space (ulimit -v) leaves. What cannot be read sets no bound. root: what
// stands before /proc and /sys, for tests.
AvailableMemory available_memory(const std::string& root = "");

// What this process holds now, and the most that it ever held: resident memory, in bytes; 0 where that cannot
// be read.
std::uint64_t resident_memory();
std::uint64_t peak_resident_memory();

}  // namespace taxon
