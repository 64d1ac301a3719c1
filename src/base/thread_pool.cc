#include "base/thread_pool.h"

#include <sched.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <system_error>
#include <utility>

#include "base/error.h"

namespace taxon {
namespace {

// Loops of a training step follow each other within microseconds; waking a sleeping thread costs as much
// as a short loop. So a waiter looks for this long before it sleeps.
constexpr auto kSpin = std::chrono::microseconds(100);

template <class Condition>
bool spin_until(bool allowed, const Condition& condition) {
  if (!allowed) return condition();
  const auto end = std::chrono::steady_clock::now() + kSpin;
  do {
    for (int i = 0; i < 64; ++i) {
      if (condition()) return true;
#if defined(__x86_64__)
      __builtin_ia32_pause();
#endif
    }
  } while (std::chrono::steady_clock::now() < end);
  return false;
}

}  // namespace

int available_cores() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(0, sizeof(set), &set) == 0) return std::max(1, CPU_COUNT(&set));
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

ThreadPool::ThreadPool(int threads) {
  const int n = threads > 0 ? threads : available_cores();
  spin_ = n <= available_cores();  // more threads than cores: a spinning one would hold up a working one
  workers_.reserve(static_cast<std::size_t>(n - 1));
  try {
    for (int worker = 1; worker < n; ++worker) workers_.emplace_back([this, worker] { worker_loop(worker); });
  } catch (const std::system_error& error) {
    end_workers();
    throw JobFailed("the system gives no more threads than " + std::to_string(size()) + " of " +
                    std::to_string(n) + " (" + error.what() + "); use --threads");
  }
}

ThreadPool::~ThreadPool() {
  end_workers();
}

void ThreadPool::end_workers() {
  {
    std::lock_guard lock(mutex_);
    stop_ = true;
  }
  wake_.notify_all();
  for (auto& worker : workers_) worker.join();
}

void ThreadPool::run_indices(int worker) {
  try {
    for (;;) {
      const std::size_t index = next_.fetch_add(1, std::memory_order_relaxed);
      if (index >= count_) return;
      (*body_)(index, worker);
    }
  } catch (...) {
    next_.store(count_, std::memory_order_relaxed);  // nobody starts another index
    std::lock_guard lock(mutex_);
    if (!error_) error_ = std::current_exception();
  }
}

void ThreadPool::worker_loop(int worker) {
  unsigned seen = 0;
  for (;;) {
    const auto ready = [&] { return stop_ || generation_.load(std::memory_order_acquire) != seen; };
    if (!spin_until(spin_, ready)) {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, ready);
    }
    if (stop_) return;
    seen = generation_.load(std::memory_order_acquire);
    run_indices(worker);
    if (running_.fetch_sub(1, std::memory_order_acq_rel) == 1) {
      std::lock_guard lock(mutex_);
      done_.notify_one();
    }
  }
}

void ThreadPool::parallel_for(std::size_t count, const std::function<void(std::size_t, int)>& body) {
  if (count == 0) return;
  if (workers_.empty() || count == 1) {
    for (std::size_t i = 0; i < count; ++i) body(i, 0);
    return;
  }
  body_ = &body;
  count_ = count;
  error_ = nullptr;
  next_.store(0, std::memory_order_relaxed);
  running_.store(static_cast<int>(workers_.size()), std::memory_order_relaxed);
  {
    std::lock_guard lock(mutex_);
    generation_.fetch_add(1, std::memory_order_release);
  }
  wake_.notify_all();
  run_indices(0);
  const auto finished = [&] { return running_.load(std::memory_order_acquire) == 0; };
  if (!spin_until(spin_, finished)) {
    std::unique_lock lock(mutex_);
    done_.wait(lock, finished);
  }
  body_ = nullptr;
  if (error_) std::rethrow_exception(std::exchange(error_, nullptr));
}

}  // namespace taxon
