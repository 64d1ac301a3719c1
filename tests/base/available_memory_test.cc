#include "base/available_memory.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace taxon {
namespace {

// A tree of files that stands for /proc and /sys.
class AvailableMemoryTest : public testing::Test {
 protected:
  AvailableMemoryTest() {
    write("/proc/meminfo", "MemTotal: 9000 kB\nMemFree: 100 kB\nMemAvailable:    5000 kB\n");
  }
  ~AvailableMemoryTest() override { std::filesystem::remove_all(root_); }

  void write(const std::string& path, const std::string& text) const {
    std::filesystem::create_directories(std::filesystem::path(root_ + path).parent_path());
    std::ofstream(root_ + path) << text;
  }
  void expect(std::uint64_t bytes, const std::string& bound) const {
    const auto found = available_memory(root_);
    EXPECT_EQ(found.bytes, bytes);
    EXPECT_EQ(found.bound, bound);
    EXPECT_FALSE(found.counts_address_space);
  }

  std::string root_ =
      (std::filesystem::temp_directory_path() / ("taxon_memory_" + std::to_string(getpid()))).string();
};

constexpr const char* kMachine = "the machine's free memory";
constexpr const char* kGroup = "the control group's memory limit";

TEST_F(AvailableMemoryTest, IsWhatTheKernelSays) {
  expect(5000 * 1024, kMachine);
}

TEST_F(AvailableMemoryTest, GroupsOfVersion2WithTheirParents) {
  write("/proc/self/cgroup", "0::/work.slice/job\n");
  write("/sys/fs/cgroup/work.slice/job/memory.max", "max\n");
  write("/sys/fs/cgroup/work.slice/job/memory.current", "10\n");
  expect(5000 * 1024, kMachine);
  write("/sys/fs/cgroup/work.slice/memory.max", "1000000\n");
  write("/sys/fs/cgroup/work.slice/memory.current", "700000\n");
  expect(300000, kGroup);
  // Cached files make room.
  write("/sys/fs/cgroup/work.slice/memory.stat", "anon 1\ninactive_file 100000\nactive_file 50000\n");
  expect(450000, kGroup);
  write("/sys/fs/cgroup/work.slice/job/memory.max", "5\n");
  expect(0, kGroup);
}

TEST_F(AvailableMemoryTest, AContainersOwnRootCounts) {
  write("/proc/self/cgroup", "0::/\n");
  write("/sys/fs/cgroup/memory.max", "2000\n");
  write("/sys/fs/cgroup/memory.current", "500\n");
  expect(1500, kGroup);
}

TEST_F(AvailableMemoryTest, GroupsOfVersion1) {
  write("/proc/self/cgroup", "5:cpu,cpuacct:/\n4:memory:/docker/abc\n");
  write("/sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
  write("/sys/fs/cgroup/memory/memory.usage_in_bytes", "600\n");
  expect(5000 * 1024, kMachine);
  write("/sys/fs/cgroup/memory/docker/abc/memory.limit_in_bytes", "4000\n");
  write("/sys/fs/cgroup/memory/docker/abc/memory.usage_in_bytes", "3000\n");
  write("/sys/fs/cgroup/memory/docker/abc/memory.stat", "total_inactive_file 500\n");
  expect(1500, kGroup);
}

TEST_F(AvailableMemoryTest, OddFilesSetNoBound) {
  write("/proc/self/cgroup", "nonsense\n0::\n::::\n0::/a\n");
  write("/sys/fs/cgroup/a/memory.max", "much\n");
  write("/sys/fs/cgroup/a/memory.current", "-\n");
  expect(5000 * 1024, kMachine);
}

TEST(AvailableMemory, LimitOnAddressSpace) {
  rlimit old{};
  ASSERT_EQ(getrlimit(RLIMIT_AS, &old), 0);
  std::uint64_t pages = 0;
  std::ifstream("/proc/self/statm") >> pages;
  rlimit small = old;
  small.rlim_cur = pages * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE)) + (rlim_t{1} << 33U);
  ASSERT_EQ(setrlimit(RLIMIT_AS, &small), 0);
  const auto loose = available_memory("/nowhere");
  setrlimit(RLIMIT_AS, &old);
  EXPECT_EQ(loose.bound, "the limit on address space (ulimit -v)");
  EXPECT_TRUE(loose.counts_address_space);
  EXPECT_LE(loose.bytes, std::uint64_t{1} << 33U);
  EXPECT_GT(loose.bytes, std::uint64_t{1} << 32U);
}

TEST(AvailableMemory, ThisProcessHoldsSome) {
  EXPECT_GT(resident_memory(), 100000U);
  EXPECT_GT(peak_resident_memory(), 100000U);
  EXPECT_GT(available_memory().bytes, 0U);
}

}  // namespace
}  // namespace taxon
