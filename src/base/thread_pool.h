#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace taxon {

// A fixed team of threads for loops whose results do not depend on who runs which index.
//
// Not re-entrant: one loop at a time, started by one thread, and a body may not start another loop.
class ThreadPool {
 public:
  // threads: the team's size, the caller included; 0 takes the processor's cores (as the process may use
  // them). Throws JobFailed where the system gives no more threads.
  explicit ThreadPool(int threads = 0);
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  int size() const { return static_cast<int>(workers_.size()) + 1; }

  // Calls body(index, worker) once for each index in [0, count), worker in [0, size()); returns when all
  // are done. Indices are handed out in rising order, one at a time. The first exception a body throws is
  // rethrown here after the loop has come to rest; the indices not yet started by then are left out.
  void parallel_for(std::size_t count, const std::function<void(std::size_t index, int worker)>& body);

 private:
  void worker_loop(int worker);
  void end_workers();
  void run_indices(int worker);

  bool spin_ = false;
  std::vector<std::thread> workers_;
  std::mutex mutex_;
  std::condition_variable wake_, done_;
  const std::function<void(std::size_t, int)>* body_ = nullptr;
  std::size_t count_ = 0;
  std::atomic<std::size_t> next_{0};
  std::atomic<unsigned> generation_{0};
  std::atomic<int> running_{0};
  std::exception_ptr error_;
  std::atomic<bool> stop_{false};
};

// The number of cores this process may run on (its affinity mask), at least 1.
int available_cores();

}  // namespace taxon
