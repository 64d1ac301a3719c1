#pragma once

#include <string>

namespace taxon {

// A file that this process has for itself, by flock(2): the lock goes with the process, however that ends.
// The file is made if need be and stays. Not copyable.
class FileLock {
 public:
  // Throws Error naming `what` (the thing that the lock stands for) where another process holds the lock, and
  // Error naming the path where there can be none.
  FileLock(const std::string& path, const std::string& what);
  ~FileLock();
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

 private:
  int fd_;
};

}  // namespace taxon
