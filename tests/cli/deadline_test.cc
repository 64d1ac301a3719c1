#include "cli/deadline.h"

#include <gtest/gtest.h>
#include <unistd.h>

namespace taxon {
namespace {

using std::chrono::steady_clock;

int wait_for_stop(const Deadline& deadline) {
  while (deadline.stop().load() == 0) usleep(1000);
  return deadline.stop().load();
}

TEST(Deadline, StopsWhenTheTimeIsOverAndNotBefore) {
  const std::atomic<int> signal{0};
  const auto end = steady_clock::now() + std::chrono::milliseconds(50);
  const Deadline deadline(signal, end);
  EXPECT_EQ(wait_for_stop(deadline), Deadline::kTimeIsOver);
  EXPECT_GE(steady_clock::now(), end);
}

TEST(Deadline, ASignalStopsAtOnceAndStaysTheReason) {
  std::atomic<int> signal{0};
  const Deadline deadline(signal, steady_clock::now() + std::chrono::hours(1));
  EXPECT_EQ(deadline.stop().load(), 0);
  signal = 15;
  EXPECT_EQ(wait_for_stop(deadline), 15);
}

TEST(Deadline, IsDestroyedWithoutWaitingForItsEnd) {
  const std::atomic<int> signal{0};
  const auto start = steady_clock::now();
  { const Deadline deadline(signal, start + std::chrono::hours(1)); }
  EXPECT_LT(steady_clock::now() - start, std::chrono::minutes(1));
}

}  // namespace
}  // namespace taxon
