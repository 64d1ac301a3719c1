#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "base/files.h"

namespace taxon {

// What a piece of work in a child process may take.
struct WorkLimits {
  std::size_t memory_bytes = 0;  // beyond the address space that the process has at the start
  int seconds = 0;               // of processor time; twice as long by the clock
  std::size_t answer_bytes = 0;
};

// Runs `work` in a child process that has no file open, can open none and take no more than the limits, and
// gives back what it handed to its sink: for libraries that hostile input can crash or hang. Where
// filter_system_calls() works, the child can also start nothing, connect to nothing and signal nobody; where
// not, the limits alone hold it. The child shares
// the caller's memory as it is now (fork), so nothing has to be handed to it. Throws Error without a place:
// what `work` threw, or that it crashed or went beyond a limit. The answer comes from a process that the
// input may have taken over: check it before use. Thread-safe; `work` must not wait for a thread of the
// caller's.
std::string run_isolated(const WorkLimits& limits, const std::function<void(const Sink&)>& work);

}  // namespace taxon
