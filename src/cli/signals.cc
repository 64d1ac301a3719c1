#include "cli/signals.h"

#include <unistd.h>

#include <csignal>

namespace taxon {
namespace {

std::atomic<int> stop_signal{0};
static_assert(std::atomic<int>::is_always_lock_free, "a signal handler may not wait for a lock");

void on_signal(int number) {
  if (stop_signal.exchange(number) != 0) ::_exit(128 + number);
}

}  // namespace

const std::atomic<int>& catch_stop_signals() {
  struct sigaction action {};
  action.sa_handler = on_signal;
  action.sa_flags = SA_RESTART;
  for (const int number : {SIGINT, SIGTERM}) {
    sigaddset(&action.sa_mask, number);
  }
  for (const int number : {SIGINT, SIGTERM}) ::sigaction(number, &action, nullptr);
  return stop_signal;
}

}  // namespace taxon
