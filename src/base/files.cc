#include "base/files.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <new>
#include <utility>

#include "base/error.h"

namespace taxon {
namespace {

// Closes on scope exit.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

[[noreturn]] void fail(const std::string& path, const std::string& what, int error_number) {
  throw Error({.file = path}, what + ": " + errno_text(error_number));
}

// Opens a regular file and inspects it. Throws Error naming the path. Does not wait for a pipe's other end.
Descriptor open_regular(const std::string& path, struct stat& info) {
  require_path(path);
  Descriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (fd.get() < 0) fail(path, "cannot open", errno);
  if (::fstat(fd.get(), &info) != 0) fail(path, "cannot inspect", errno);
  if (!S_ISREG(info.st_mode)) throw Error({.file = path}, "is not a regular file; name the file itself");
  return fd;
}

std::string part_name(const std::string& path) {
  return path + ".part";
}

constexpr const char* kCannotWrite = "cannot write; the old file, if any, is untouched";

void write_all(int fd, std::string_view bytes, const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) fail(path, kCannotWrite, errno);
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
}

void sync_folder(const std::string& path) {
  auto folder = std::filesystem::path(path).parent_path().string();
  if (folder.empty()) folder = ".";
  const Descriptor fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (fd.get() >= 0) ::fsync(fd.get());  // some file systems cannot sync a folder; the rename stands anyhow
}

// What stands at the path must be replaceable: a device or a folder would be destroyed or refuse late.
void refuse_special_target(const std::string& path) {
  require_path(path);
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) return;
  if (S_ISDIR(info.st_mode)) throw Error({.file = path}, "is a folder; name a file to write to");
  if (!S_ISREG(info.st_mode)) throw Error({.file = path}, "is not a regular file; name one to write to");
}

bool same_file(int fd, const std::string& path) {
  struct stat of_fd {
  }, of_path{};
  return ::fstat(fd, &of_fd) == 0 && ::lstat(path.c_str(), &of_path) == 0 && of_fd.st_dev == of_path.st_dev &&
         of_fd.st_ino == of_path.st_ino;
}

// The empty file beside `path` that the new bytes go to, locked against other processes until it is closed.
// Its name is always the same: a killed run leaves at most this one, and the next run reuses it. Who waited
// for the lock may find that the file was renamed or removed meanwhile, and begins anew.
Descriptor open_part(const std::string& path, const std::string& part) {
  for (;;) {
    // A link or a pipe of this name is none of ours, and writing to it could destroy something or hang.
    Descriptor fd(::open(part.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0666));
    const int error = fd.get() < 0 ? errno : 0;
    struct stat info {};
    if (error == ELOOP || error == ENXIO ||
        (error == 0 && ::fstat(fd.get(), &info) == 0 && !S_ISREG(info.st_mode))) {
      throw Error({.file = part}, "is not a regular file, and stands where a new " + path +
                                      " would be put together; remove it");
    }
    if (error != 0) fail(path, "cannot write", error);
    // Some file systems have no locks; then two processes must not write the same file at once.
    while (::flock(fd.get(), LOCK_EX) != 0 && errno == EINTR) continue;
    if (!same_file(fd.get(), part)) continue;
    if (::ftruncate(fd.get(), 0) != 0) fail(path, "cannot write", errno);
    return fd;
  }
}

}  // namespace

MappedFile::MappedFile(const std::string& path) {
  struct stat info {};
  const Descriptor fd = open_regular(path, info);
  size_ = static_cast<std::size_t>(info.st_size);
  if (size_ == 0) return;
  void* data = ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, fd.get(), 0);
  if (data == MAP_FAILED) fail(path, "cannot map into memory", errno);
  data_ = static_cast<const std::byte*>(data);
}

MappedFile MappedFile::copy_of(std::string_view bytes) {
  MappedFile copy;
  if (bytes.empty()) return copy;
  void* data = ::mmap(nullptr, bytes.size(), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (data == MAP_FAILED) throw std::bad_alloc();
  std::memcpy(data, bytes.data(), bytes.size());
  copy.data_ = static_cast<const std::byte*>(data);
  copy.size_ = bytes.size();
  return copy;
}

MappedFile::~MappedFile() {
  if (data_) ::munmap(const_cast<std::byte*>(data_), size_);
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  return *this;
}

void write_file_atomically(const std::string& path, const std::function<void(const Sink&)>& produce) {
  refuse_special_target(path);
  const std::string part = part_name(path);
  const Descriptor fd = open_part(path, part);
  try {
    produce([&](std::string_view bytes) { write_all(fd.get(), bytes, path); });
    if (::fsync(fd.get()) != 0) fail(path, kCannotWrite, errno);
    // Closing may fail too, but ends the lock, under which the file is renamed: so a second name for it is
    // closed.
    if (::close(::dup(fd.get())) != 0) fail(path, kCannotWrite, errno);
    if (std::rename(part.c_str(), path.c_str()) != 0) fail(path, "cannot replace", errno);
  } catch (...) {
    ::unlink(part.c_str());
    throw;
  }
  sync_folder(path);
}

void require_path(const std::string& path) {
  if (path.find('\0') == std::string::npos) return;
  throw Error({.file = path}, "has a NUL byte in its path, which no file can have; correct the path");
}

void write_file_atomically(const std::string& path, std::string_view bytes) {
  write_file_atomically(path, [&](const Sink& sink) { sink(bytes); });
}

void require_writable(const std::string& path, std::uint64_t bytes) {
  refuse_special_target(path);
  const std::string part = part_name(path);
  const Descriptor fd = open_part(path, part);
  const int error = bytes == 0 ? 0 : ::posix_fallocate(fd.get(), 0, static_cast<off_t>(bytes));
  ::unlink(part.c_str());
  // Where room cannot be set aside (EOPNOTSUPP, EINVAL), writing will show whether there is some.
  if (error == ENOSPC || error == EFBIG || error == EDQUOT) {
    fail(path, "cannot write the " + std::to_string(bytes) + " bytes that are to come", error);
  }
}

// Not mapped: a file that shrinks while it is read is then short, where a mapped one would kill the process.
std::string read_file(const std::string& path) {
  struct stat info {};
  const Descriptor fd = open_regular(path, info);
  std::string bytes(static_cast<std::size_t>(info.st_size), '\0');
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t n = ::read(fd.get(), bytes.data() + done, bytes.size() - done);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) fail(path, "cannot read", errno);
    if (n == 0) throw Error({.file = path}, "became shorter while it was read; try again once it is whole");
    done += static_cast<std::size_t>(n);
  }
  return bytes;
}

}  // namespace taxon
