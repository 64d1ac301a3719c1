#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>

namespace taxon {

// A path of this process and test alone; what stands there is removed at the end.
class TempFile {
 public:
  TempFile() {
    std::string test = testing::UnitTest::GetInstance()->current_test_info()->name();
    std::replace(test.begin(), test.end(), '/', '_');  // TABLE/ROW where a table of tests is run
    path_ = (std::filesystem::temp_directory_path() /
             ("taxon_" + test + "_" + std::to_string(getpid()) + "_" + std::to_string(next()++)))
                .string();
  }
  ~TempFile() {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }
  TempFile(const TempFile&) = delete;
  TempFile& operator=(const TempFile&) = delete;

  const std::string& path() const { return path_; }

 private:
  static int& next() {
    static int count = 0;
    return count;
  }
  std::string path_;
};

// Without the syncing of write_file_atomically(), which would cost thousands of tiny tests their seconds.
inline void write_plainly(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

// The message of the Error that `body` throws, or "" where it throws none.
template <class ErrorType, class Body>
std::string message_of(const Body& body) {
  try {
    body();
  } catch (const ErrorType& error) {
    return error.what();
  }
  return "";
}

}  // namespace taxon
