#include "machine.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "machine.cc"
#include <hwy/foreach_target.h>

#include "simd/lanes-inl.h"

HWY_BEFORE_NAMESPACE();
namespace taxon {
namespace HWY_NAMESPACE {

// Enough chains that two units of four or five cycles each never wait, and few enough for the register file.
#if HWY_TARGET == HWY_AVX2 || HWY_TARGET == HWY_SCALAR
constexpr std::size_t kGroups = 1;
#else
constexpr std::size_t kGroups = 2;
#endif
constexpr std::size_t kChains = 12;

// Runs `steps` steps of every chain; returns the floating-point operations done.
double run_chains(std::size_t steps, float* sink) {
  const Tag d;
  const Vec factor = hn::Set(d, 0.9999F), summand = hn::Set(d, 1e-4F);
  Vec chain[kGroups][kChains];
  TAXON_UNROLL for (std::size_t g = 0; g < kGroups; ++g) {
    TAXON_UNROLL for (std::size_t c = 0; c < kChains; ++c) {
      chain[g][c] = hn::Set(d, static_cast<float>(g * kChains + c + 1));
    }
  }
  for (std::size_t step = 0; step < steps; ++step) {
    TAXON_UNROLL for (std::size_t g = 0; g < kGroups; ++g) {
      TAXON_UNROLL for (std::size_t c = 0; c < kChains; ++c) {
        chain[g][c] = fma(chain[g][c], factor, summand);
      }
    }
  }
  Vec sum = hn::Zero(d);
  for (const auto& group : chain) {
    for (const Vec& c : group) sum = hn::Add(sum, c);
  }
  *sink = hn::GetLane(sum);
  return 2.0 * static_cast<double>(kGroups * kChains * kWidth * steps);
}

constexpr std::size_t kStreams = 8;

// n: a multiple of kStreams x kLanes.
void read_all(const float* from, std::size_t n, float* sink) {
  const Tag d;
  Vec sum[kStreams];
  TAXON_UNROLL for (auto& s : sum) s = hn::Zero(d);
  for (std::size_t i = 0; i < n; i += kStreams * kWidth) {
    TAXON_UNROLL for (std::size_t s = 0; s < kStreams; ++s) {
      sum[s] = hn::Add(sum[s], hn::LoadU(d, from + i + s * kWidth));
    }
  }
  Vec all = hn::Zero(d);
  for (const Vec& s : sum) all = hn::Add(all, s);
  *sink = hn::GetLane(all);
}

void update_all(float* values, std::size_t n) {
  const Tag d;
  const Vec factor = hn::Set(d, 0.5F), summand = hn::Set(d, 1.0F);
  for (std::size_t i = 0; i < n; i += kWidth) {
    hn::StoreU(fma(hn::LoadU(d, values + i), factor, summand), d, values + i);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace taxon
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

#include <algorithm>
#include <chrono>
#include <vector>

#include "base/aligned_vector.h"
#include "simd/isa.h"

namespace taxon {
namespace {

constexpr int kRuns = 7;
constexpr std::size_t kSteps = 1'500'000;  // about 15 ms
constexpr std::size_t kCachePasses = 400;  // over kCacheBytes, in one run

struct Loops {
  double (*run_chains)(std::size_t steps, float* sink);
  void (*read_all)(const float* from, std::size_t n, float* sink);
  void (*update_all)(float* values, std::size_t n);
};

Loops loops_of(Isa isa) {
  switch (isa) {
#if HWY_TARGETS & HWY_AVX3
    case Isa::kAvx512:
      return {N_AVX3::run_chains, N_AVX3::read_all, N_AVX3::update_all};
#endif
#if HWY_TARGETS & HWY_AVX2
    case Isa::kAvx2:
      return {N_AVX2::run_chains, N_AVX2::read_all, N_AVX2::update_all};
#endif
#if HWY_TARGETS & HWY_NEON
    case Isa::kNeon:
      return {N_NEON::run_chains, N_NEON::read_all, N_NEON::update_all};
#endif
    default:
#if HWY_TARGETS & HWY_SCALAR
      return {N_SCALAR::run_chains, N_SCALAR::read_all, N_SCALAR::update_all};
#else
      return {};
#endif
  }
}

// The highest amount/s of kRuns runs in which every thread of the pool does body(thread), `amount` in all.
template <class Body>
double best_rate(ThreadPool& pool, double amount, const Body& body) {
  double best = 0;
  for (int run = 0; run < kRuns; ++run) {
    const auto start = std::chrono::steady_clock::now();
    pool.parallel_for(static_cast<std::size_t>(pool.size()), [&](std::size_t thread, int) { body(thread); });
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    best = std::max(best, amount / seconds.count());
  }
  return best;
}

}  // namespace

MachinePeak measure_peak(ThreadPool& pool) {
  const Loops loops = loops_of(active_isa());
  const auto threads = static_cast<std::size_t>(pool.size());
  const std::size_t cached = kCacheBytes / sizeof(float), n = kMemoryBytes / sizeof(float);
  std::vector<AlignedVector<float>> buffers(threads);
  std::vector<float> sinks(threads * kLanes);  // a cache line each
  const auto sink = [&](std::size_t thread) { return &sinks[thread * kLanes]; };
  pool.parallel_for(threads, [&](std::size_t thread, int) { buffers[thread].assign(n, 1.0F); });

  MachinePeak peak;
  const double all = static_cast<double>(threads);
  const double flops = loops.run_chains(1, sink(0)) * static_cast<double>(kSteps);
  peak.flops = best_rate(pool, all * flops, [&](std::size_t t) { loops.run_chains(kSteps, sink(t)); });
  peak.cache_read =
      best_rate(pool, all * static_cast<double>(kCacheBytes * kCachePasses), [&](std::size_t t) {
        for (std::size_t pass = 0; pass < kCachePasses; ++pass)
          loops.read_all(buffers[t].data(), cached, sink(t));
      });
  const double bytes = static_cast<double>(kMemoryBytes);
  peak.memory_read =
      best_rate(pool, all * bytes, [&](std::size_t t) { loops.read_all(buffers[t].data(), n, sink(t)); });
  peak.memory_update =
      best_rate(pool, all * 2 * bytes, [&](std::size_t t) { loops.update_all(buffers[t].data(), n); });
  return peak;
}

}  // namespace taxon

#endif  // HWY_ONCE
