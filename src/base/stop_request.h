#pragma once

#include <atomic>

namespace taxon {

// How a long job is asked to end early, from another thread or a signal handler: it looks now and then
// whether this is still 0. May be null: then nobody asks. Borrowed.
using StopRequest = const std::atomic<int>*;

inline bool is_asked(StopRequest stop) {
  return stop && stop->load(std::memory_order_relaxed) != 0;
}

}  // namespace taxon
