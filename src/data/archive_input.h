#pragma once

#include <cstddef>
#include <memory>
#include <string>

struct archive;  // libarchive's

namespace taxon {

// Where the bytes of an archive come from, as libarchive takes them; one a kind of archive.
class ArchiveInput {
 public:
  ArchiveInput() = default;
  virtual ~ArchiveInput() = default;
  ArchiveInput(const ArchiveInput&) = delete;
  ArchiveInput& operator=(const ArchiveInput&) = delete;

  // Tells libarchive what to expect and opens it; its status. Must outlive the reading.
  virtual int open(archive* reader) = 0;
  // The most bytes that all members may hold together: see ByteSource::limit().
  virtual std::size_t limit() const = 0;
  // For messages.
  virtual const std::string& name() const = 0;
  // An exception cannot cross libarchive's C frames: throws the one that a failed read left behind, if any.
  virtual void rethrow() const {}
  // After the last member. Throws Error if the archive does not end as a whole one does.
  virtual void check_end() {}
};

// A tar, packed or not (ByteSource); a path or "-", as for a zip. Throws Error naming the path.
std::unique_ptr<ArchiveInput> open_tar(const std::string& path);
// A zip. Throws Error naming the path.
std::unique_ptr<ArchiveInput> open_zip(const std::string& path);

}  // namespace taxon
