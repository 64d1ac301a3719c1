#include "base/files.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include "base/error.h"

namespace taxon {
namespace {

std::string temp_path(const std::string& name) {
  return (std::filesystem::temp_directory_path() / ("taxon_files_test_" + std::to_string(getpid()) + name))
      .string();
}

TEST(WriteFileAtomically, WritesReplacesAndLeavesNoPart) {
  const auto path = temp_path("a");
  write_file_atomically(path, "old");
  write_file_atomically(path, "new bytes");
  EXPECT_EQ(read_file(path), "new bytes");
  EXPECT_FALSE(std::filesystem::exists(path + ".part"));
  std::filesystem::remove(path);
}

TEST(WriteFileAtomically, KeepsTheOldFileWhenTheProducerThrows) {
  const auto path = temp_path("b");
  write_file_atomically(path, "old");
  EXPECT_THROW(write_file_atomically(path,
                                     [](const Sink& sink) {
                                       sink("half of it");
                                       throw Error("no more");
                                     }),
               Error);
  EXPECT_EQ(read_file(path), "old");
  EXPECT_FALSE(std::filesystem::exists(path + ".part"));
  std::filesystem::remove(path);
}

TEST(WriteFileAtomically, KeepsTheOldFileWhenTheDiskIsFull) {
  const auto path = temp_path("c");
  write_file_atomically(path, "old");
  rlimit old_limit{};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &old_limit), 0);
  const auto old_handler = std::signal(SIGXFSZ, SIG_IGN);
  rlimit small = old_limit;
  small.rlim_cur = 1000;
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  std::string message;
  try {
    write_file_atomically(path, std::string(5000, 'x'));
  } catch (const Error& error) {
    message = error.what();
  }
  setrlimit(RLIMIT_FSIZE, &old_limit);
  std::signal(SIGXFSZ, old_handler);
  EXPECT_NE(message.find(path), std::string::npos) << message;
  EXPECT_NE(message.find("File too large"), std::string::npos) << message;
  EXPECT_EQ(read_file(path), "old");
  std::filesystem::remove(path);
}

TEST(WriteFileAtomically, RefusesDevicesAndFolders) {
  EXPECT_THROW(write_file_atomically("/dev/full", "x"), Error);
  EXPECT_THROW(write_file_atomically("/tmp", "x"), Error);
  EXPECT_THROW(write_file_atomically("/nowhere/at/all", "x"), Error);
}

TEST(RequireWritable, LeavesThePathAsItWas) {
  const auto path = temp_path("e");
  require_writable(path);
  EXPECT_FALSE(std::filesystem::exists(path));
  EXPECT_FALSE(std::filesystem::exists(path + ".part"));
  write_file_atomically(path, "old");
  require_writable(path);
  EXPECT_EQ(read_file(path), "old");
  std::filesystem::remove(path);
}

TEST(RequireWritable, RefusesWhatCannotBeWritten) {
  EXPECT_THROW(require_writable("/nowhere/at/all"), Error);
  EXPECT_THROW(require_writable("/tmp"), Error);
  EXPECT_THROW(require_writable("/dev/null"), Error);
}

// Opening a pipe that nobody writes to would wait for ever.
TEST(ReadFile, RefusesAPipeAtOnce) {
  const auto path = temp_path("pipe");
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  EXPECT_THROW(read_file(path), Error);
  EXPECT_THROW(MappedFile{path}, Error);
  std::filesystem::remove(path);
}

TEST(MappedFile, NamesTheMissingFile) {
  try {
    MappedFile file("/nowhere/model.taxon");
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "/nowhere/model.taxon: cannot open: No such file or directory");
  }
}

TEST(MappedFile, MapsAnEmptyFile) {
  const auto path = temp_path("d");
  std::ofstream(path).close();
  EXPECT_TRUE(MappedFile(path).bytes().empty());
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace taxon
