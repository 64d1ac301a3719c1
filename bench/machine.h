#pragma once

#include <cstddef>

#include "base/thread_pool.h"

namespace taxon {

// Buffers that a bandwidth is measured over, on each thread: one that fits the second-level cache of a core
// and no first-level one, and one far beyond any core's own caches.
constexpr std::size_t kCacheBytes = std::size_t{1} << 20U;
constexpr std::size_t kMemoryBytes = std::size_t{256} << 20U;

// What the threads of a pool can do at most, all at the same time. Per second, all threads together.
struct MachinePeak {
  double flops = 0;        // of fused multiply-adds in single precision, two operations each
  double cache_read = 0;   // bytes read from kCacheBytes
  double memory_read = 0;  // bytes read from kMemoryBytes
  // Bytes read and bytes written, where every float of kMemoryBytes is changed in place.
  double memory_update = 0;
};

// The best of several short runs of each, by the instruction set that the kernels use (active_isa()):
// independent chains of multiply-adds that never leave the registers, and plain passes over memory. About a
// second; holds pool.size() x kMemoryBytes while it runs.
MachinePeak measure_peak(ThreadPool& pool);

}  // namespace taxon
