#include "base/files.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <vector>

#include "base/error.h"
#include "full_disk.h"

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

TEST(Paths, WithANulByteAreRefusedWhole) {
  const auto path = temp_path("nul");
  write_file_atomically(path, "bytes");
  const std::string longer = path + std::string("\0.taxon", 7);
  EXPECT_THROW(read_file(longer), Error);
  EXPECT_THROW(MappedFile{longer}, Error);
  EXPECT_THROW(require_writable(longer), Error);
  EXPECT_THROW(write_file_atomically(longer, "other"), Error);
  EXPECT_EQ(read_file(path), "bytes");
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
  std::string message;
  {
    const FullDisk full;
    try {
      write_file_atomically(path, std::string(5000, 'x'));
    } catch (const Error& error) {
      message = error.what();
    }
  }
  EXPECT_NE(message.find(path), std::string::npos) << message;
  EXPECT_NE(message.find("File too large"), std::string::npos) << message;
  EXPECT_EQ(read_file(path), "old");
  std::filesystem::remove(path);
}

TEST(WriteFileAtomically, TakesOverThePartOfAKilledRun) {
  const auto path = temp_path("f");
  std::ofstream(path + ".part") << std::string(5000, 'x');
  write_file_atomically(path, "short");
  EXPECT_EQ(read_file(path), "short");
  EXPECT_FALSE(std::filesystem::exists(path + ".part"));
  std::filesystem::remove(path);
}

TEST(WriteFileAtomically, NeitherHangsOnAPipeNorWritesThroughALink) {
  const auto path = temp_path("g"), other = temp_path("other");
  write_file_atomically(other, "precious");
  ASSERT_EQ(mkfifo((path + ".part").c_str(), 0600), 0);
  EXPECT_THROW(write_file_atomically(path, "x"), Error);
  std::filesystem::remove(path + ".part");
  std::filesystem::create_symlink(other, path + ".part");
  EXPECT_THROW(write_file_atomically(path, "x"), Error);
  EXPECT_EQ(read_file(other), "precious");
  std::filesystem::remove(path + ".part");
  std::filesystem::remove(other);
}

// Several writers of one file, as two trainings with the same --out are: it always holds one's bytes, whole.
TEST(WriteFileAtomically, WritersAtTheSameTimeNeverMix) {
  const auto path = temp_path("h");
  constexpr std::size_t kSize = 200000;
  write_file_atomically(path, std::string(kSize, 'z'));
  std::vector<pid_t> writers;
  for (const char letter : {'a', 'b', 'c'}) {
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      for (int i = 0; i < 10; ++i) {
        require_writable(path);
        write_file_atomically(path, std::string(kSize + static_cast<std::size_t>(letter), letter));
      }
      _exit(0);
    }
    writers.push_back(child);
  }
  for (int i = 0; i < 200; ++i) {
    const auto bytes = read_file(path);
    ASSERT_EQ(bytes.find_first_not_of(bytes.front()), std::string::npos);
    ASSERT_GE(bytes.size(), kSize);
  }
  for (const pid_t writer : writers) {
    int status = 1;
    ASSERT_EQ(waitpid(writer, &status, 0), writer);
    EXPECT_EQ(status, 0);
  }
  EXPECT_FALSE(std::filesystem::exists(path + ".part"));
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

TEST(RequireWritable, LooksForRoom) {
  const auto path = temp_path("i");
  require_writable(path, 5000);
  EXPECT_FALSE(std::filesystem::exists(path + ".part"));
  const FullDisk full;
  EXPECT_THROW(require_writable(path, 5000), Error);
  require_writable(path, 500);
  EXPECT_FALSE(std::filesystem::exists(path + ".part"));
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
