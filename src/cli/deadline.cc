#include "cli/deadline.h"

#include <algorithm>

namespace taxon {

Deadline::Deadline(const std::atomic<int>& signal, std::chrono::steady_clock::time_point end)
    : signal_(signal), thread_([this, end] { watch(end); }) {}

Deadline::~Deadline() {
  {
    const std::lock_guard lock(mutex_);
    done_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void Deadline::watch(std::chrono::steady_clock::time_point end) {
  // A signal's handler can wake no one, so it is looked for; nobody waits for Ctrl-C longer than this.
  constexpr auto kLook = std::chrono::milliseconds(20);
  std::unique_lock lock(mutex_);
  while (!done_ && stop_.load() == 0) {
    const auto now = std::chrono::steady_clock::now();
    if (const int number = signal_.load(); number != 0) {
      stop_.store(number);
    } else if (now >= end) {
      stop_.store(kTimeIsOver);
    } else {
      changed_.wait_until(lock, std::min(end, now + kLook));
    }
  }
}

}  // namespace taxon
