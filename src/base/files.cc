#include "base/files.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <utility>

#include "base/error.h"

namespace taxon {
namespace {

// Closes on scope exit; close() itself reports, since a full disk may only show there.
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
  int close() { return ::close(std::exchange(fd_, -1)); }

 private:
  int fd_;
};

[[noreturn]] void fail(const std::string& path, const std::string& what, int error_number) {
  throw Error({.file = path}, what + ": " + errno_text(error_number));
}

// Opens a regular file and inspects it. Throws Error naming the path. Does not wait for a pipe's other end.
Descriptor open_regular(const std::string& path, struct stat& info) {
  Descriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (fd.get() < 0) fail(path, "cannot open", errno);
  if (::fstat(fd.get(), &info) != 0) fail(path, "cannot inspect", errno);
  if (!S_ISREG(info.st_mode)) throw Error({.file = path}, "is not a regular file; name the file itself");
  return fd;
}

void write_all(int fd, std::string_view bytes, const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) fail(path, "cannot write; the old file, if any, is untouched", errno);
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
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) return;
  if (S_ISDIR(info.st_mode)) throw Error({.file = path}, "is a folder; name a file to write to");
  if (!S_ISREG(info.st_mode)) throw Error({.file = path}, "is not a regular file; name one to write to");
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
  // One fixed name beside the target: a killed run leaves at most this one, and the next run reuses it.
  const std::string part = path + ".part";
  Descriptor fd(::open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
  if (fd.get() < 0) fail(path, "cannot write", errno);
  try {
    produce([&](std::string_view bytes) { write_all(fd.get(), bytes, path); });
    if (::fsync(fd.get()) != 0) fail(path, "cannot write; the old file, if any, is untouched", errno);
    if (fd.close() != 0) fail(path, "cannot write; the old file, if any, is untouched", errno);
    if (std::rename(part.c_str(), path.c_str()) != 0) fail(path, "cannot replace", errno);
  } catch (...) {
    ::unlink(part.c_str());
    throw;
  }
  sync_folder(path);
}

void write_file_atomically(const std::string& path, std::string_view bytes) {
  write_file_atomically(path, [&](const Sink& sink) { sink(bytes); });
}

void require_writable(const std::string& path) {
  refuse_special_target(path);
  const std::string part = path + ".part";
  const Descriptor fd(::open(part.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0666));
  if (fd.get() < 0) fail(path, "cannot write", errno);
  ::unlink(part.c_str());
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
