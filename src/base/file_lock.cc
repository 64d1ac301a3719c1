#include "base/file_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>

#include "base/error.h"

namespace taxon {

FileLock::FileLock(const std::string& path, const std::string& what)
    // A pipe of this name would be waited on for ever without O_NONBLOCK.
    : fd_(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0666)) {
  if (fd_ < 0) throw Error({.file = path}, "cannot open: " + errno_text(errno));
  int error = 0;
  do {
    error = ::flock(fd_, LOCK_EX | LOCK_NB) == 0 ? 0 : errno;
  } while (error == EINTR);
  if (error == 0) return;
  ::close(fd_);
  if (error == EWOULDBLOCK) {
    throw Error({.file = what}, "another process is using it; wait until that one ends, or name another");
  }
  throw Error({.file = path}, "cannot lock: " + errno_text(error));
}

FileLock::~FileLock() {
  ::close(fd_);
}

}  // namespace taxon
