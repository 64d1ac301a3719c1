#include "base/file_lock.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>

#include "base/error.h"

namespace taxon {
namespace {

class FileLockTest : public testing::Test {
 protected:
  ~FileLockTest() override { std::filesystem::remove(path_); }

  std::string refusal() const {
    try {
      const FileLock lock(path_, "the thing");
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  }

  std::string path_ =
      (std::filesystem::temp_directory_path() / ("taxon_lock_" + std::to_string(getpid()))).string();
};

TEST_F(FileLockTest, HasOneOwner) {
  {
    const FileLock lock(path_, "the thing");
    EXPECT_EQ(refusal().substr(0, 32), "the thing: another process is us");
  }
  EXPECT_EQ(refusal(), "");
}

TEST_F(FileLockTest, GoesWithAKilledProcess) {
  int ready[2];
  ASSERT_EQ(pipe(ready), 0);
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    const FileLock lock(path_, "the thing");
    if (write(ready[1], "x", 1) != 1) _exit(1);
    for (;;) pause();
  }
  char byte = 0;
  ASSERT_EQ(read(ready[0], &byte, 1), 1);
  EXPECT_NE(refusal(), "");
  kill(child, SIGKILL);
  ASSERT_EQ(waitpid(child, nullptr, 0), child);
  EXPECT_EQ(refusal(), "");
  close(ready[0]);
  close(ready[1]);
}

TEST_F(FileLockTest, RefusesWhatIsNoFileToLock) {
  EXPECT_THROW(FileLock("/nowhere/lock", "the thing"), Error);
  EXPECT_THROW(FileLock("/tmp", "the thing"), Error);
}

}  // namespace
}  // namespace taxon
