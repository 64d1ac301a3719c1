#include "base/thread_pool.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace taxon {
namespace {

TEST(ThreadPool, RunsEachIndexOnce) {
  for (const int threads : {1, 2, 3, 8}) {
    ThreadPool pool(threads);
    EXPECT_EQ(pool.size(), threads);
    for (const std::size_t count : {0U, 1U, 2U, 7U, 1000U}) {
      std::vector<std::atomic<int>> runs(count);
      pool.parallel_for(count, [&](std::size_t i, int worker) {
        ASSERT_LT(worker, threads);
        ++runs[i];
      });
      for (const auto& n : runs) EXPECT_EQ(n, 1);
    }
  }
}

TEST(ThreadPool, PassesTheExceptionOnAndWorksAgain) {
  ThreadPool pool(3);
  EXPECT_THROW(pool.parallel_for(100,
                                 [](std::size_t i, int) {
                                   if (i == 5) throw std::runtime_error("five");
                                 }),
               std::runtime_error);
  std::atomic<int> runs = 0;
  pool.parallel_for(100, [&](std::size_t, int) { ++runs; });
  EXPECT_EQ(runs, 100);
}

TEST(ThreadPool, ManyShortLoops) {
  ThreadPool pool(2);
  std::atomic<int> runs = 0;
  for (int i = 0; i < 5000; ++i) pool.parallel_for(3, [&](std::size_t, int) { ++runs; });
  EXPECT_EQ(runs, 15000);
}

}  // namespace
}  // namespace taxon
