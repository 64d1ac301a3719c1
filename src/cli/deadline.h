#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "base/stop_request.h"

namespace taxon {

// What a job that may be stopped by a signal and must end by a time looks at. Watches in a thread of its own
// until it is destroyed.
class Deadline {
 public:
  static constexpr int kTimeIsOver = -1;  // no signal has this number

  // signal: as catch_stop_signals() gives it; borrowed.
  Deadline(const std::atomic<int>& signal, std::chrono::steady_clock::time_point end);
  ~Deadline();
  Deadline(const Deadline&) = delete;
  Deadline& operator=(const Deadline&) = delete;

  // 0; then the signal's number or kTimeIsOver, whichever came first.
  const std::atomic<int>& stop() const { return stop_; }

 private:
  void watch(std::chrono::steady_clock::time_point end);

  const std::atomic<int>& signal_;
  std::atomic<int> stop_{0};
  std::mutex mutex_;  // of done_
  std::condition_variable changed_;
  bool done_ = false;
  std::thread thread_;
};

}  // namespace taxon
