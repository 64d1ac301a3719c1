#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace taxon {

// A file mapped read-only into memory. Movable; the bytes live as long as the object. Throws Error naming the
// path where the file is missing, unreadable or not a regular file. An empty file maps to an empty span.
class MappedFile {
 public:
  explicit MappedFile(const std::string& path);
  // A copy of bytes that lie in memory, at a page's start as a file's would. Throws std::bad_alloc.
  static MappedFile copy_of(std::string_view bytes);
  ~MappedFile();
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  std::span<const std::byte> bytes() const { return {data_, size_}; }

 private:
  MappedFile() = default;

  const std::byte* data_ = nullptr;
  std::size_t size_ = 0;
};

// Writes a file so that at every moment the path holds either what it held before or all of the new bytes:
// into PATH.part beside it, synced, then renamed over it, and the folder synced. On any failure (disk full,
// no permission) the .part file is removed, the old file is untouched and an Error names path and reason. A
// .part file that a killed process left is taken over; one that another process is writing is waited for.
// `produce` is handed a sink to call any number of times with the bytes in order; what it throws passes
// through.
using Sink = std::function<void(std::string_view)>;
void write_file_atomically(const std::string& path, const std::function<void(const Sink&)>& produce);

// The same for bytes that are there already.
void write_file_atomically(const std::string& path, std::string_view bytes);

// Throws Error naming the path and the reason where write_file_atomically() could not begin, or where the
// disk (or a limit) has no room for so many bytes now: a long job asks first. What stands at the path stays
// as it is.
void require_writable(const std::string& path, std::uint64_t bytes = 0);

// Throws Error where the path holds a NUL byte: the system would take what is before it for the path.
void require_path(const std::string& path);

// The whole file as bytes. Throws Error naming the path.
std::string read_file(const std::string& path);

}  // namespace taxon
