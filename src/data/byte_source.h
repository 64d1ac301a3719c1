#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "base/sha256.h"

namespace taxon {

// Ends another thread's wait for input.
class StopEvent {
 public:
  // Throws Error where the system has no more descriptors.
  StopEvent();
  ~StopEvent();
  StopEvent(const StopEvent&) = delete;
  StopEvent& operator=(const StopEvent&) = delete;

  // From any thread; for good.
  void set() const;
  int descriptor() const { return fd_; }  // readable once it is set

 private:
  int fd_;
};

// How bytes are packed, told by the first of them.
enum class Packing { kNone, kGzip, kZstd };

// The bytes of a file or of standard input, piece by piece, unpacked where they begin as gzip or zstd data
// do. What is there is handed out at once, so that a slow pipe is followed as it comes. Nothing is allocated
// by what the data say about themselves; checksums are verified. For one thread.
class ByteSource {
 public:
  // path: a file of any kind, or "-" for standard input. With `stop`, which must outlive the object, the
  // input ends where it is once that is set. Throws Error naming the path where it cannot be opened.
  explicit ByteSource(const std::string& path, const StopEvent* stop = nullptr);
  ~ByteSource();

  // Every byte that is read from here on, packed as it is, is added to `sha` too, which must outlive the
  // object. Requires that none was read yet.
  void digest_into(Sha256& sha);

  // The next piece, valid until the next call; empty at the end. Throws Error naming the path if it cannot be
  // read, or if packed data are cut short, damaged, followed by something else, or unpack to more than
  // limit() bytes.
  std::string_view next();

  // For messages: the path, or "standard input".
  const std::string& name() const;
  // Known when the first piece has come.
  Packing packing() const;
  // The most bytes that what was read so far may stand for: 64 MiB and 100 times its size. Text shrinks 3- to
  // 20-fold, a bomb 1,000-fold.
  std::size_t limit() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// All bytes of a file, unpacked. Throws as ByteSource does.
std::string read_unpacked(const std::string& path);

}  // namespace taxon
