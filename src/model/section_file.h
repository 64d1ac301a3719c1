#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/files.h"

namespace taxon {

// The container under model files and checkpoints: named sections, each with a checksum of its own, in one
// file that is opened by mapping it. docs/model-file.md has the layout byte by byte. All numbers are
// little-endian.

// The format that this program writes, and the newest that it reads.
inline constexpr std::uint32_t kFormatVersion = 1;
// Sections start at multiples of this, so that numbers in a mapped file can be used where they stand.
inline constexpr std::size_t kSectionAlignment = 64;

// What a file of sections is, so that one kind is never taken for another.
struct FileKind {
  std::string_view magic;   // its first 8 bytes
  std::string_view what;    // "model file"
  std::string_view source;  // what to do about a file that is none: "name one that ..."
  std::string_view remedy;  // what to do about a damaged one
};

// Like PNG's magic: a first byte above 127 and both line ends show a transfer that took the file for text.
inline constexpr FileKind kModelFile{"\x89TAXON\r\n", "model file", "name one that 'taxon train' wrote",
                                     "copy it anew or train it again"};

// A section to be written: its bytes are those of the pieces one after the other. The pieces are borrowed.
struct Section {
  std::string name;  // 1 to 23 bytes
  // A reader that does not know a required section must refuse the file; others it may pass over.
  bool required = true;
  std::vector<std::string_view> pieces;
};

// Writes the file atomically (base/files.h). The bytes are a pure function of the sections.
void write_sections(const std::string& path, std::span<const Section> sections,
                    const FileKind& kind = kModelFile);
// The bytes that such a file has.
std::string sections_bytes(std::span<const Section> sections, const FileKind& kind = kModelFile);

// A file of sections, opened and checked from end to end: sizes, checksums and the zeros between sections.
// Immutable, so any number of threads may read from one.
class SectionFile {
 public:
  // known: the names that the caller can make use of. Throws Error naming the file where it cannot be read,
  // is no such file, is cut short or damaged, comes from a newer version or has a required section that is
  // not known.
  SectionFile(const std::string& path, std::span<const std::string_view> known,
              const FileKind& kind = kModelFile);
  // The same of bytes that are in memory already; messages call them `name`.
  SectionFile(MappedFile file, std::string name, std::span<const std::string_view> known,
              const FileKind& kind = kModelFile);

  const std::string& path() const { return path_; }
  bool has(std::string_view name) const { return find(name) != nullptr; }
  // The section's bytes, as long as this object lives. Throws Error where the file has no such section.
  std::span<const std::byte> section(std::string_view name) const;

  // Runs `body` on the section and adds file and section to an Error that comes out of it.
  template <class Body>
  auto in_section(std::string_view name, const Body& body) const {
    try {
      return body(section(name));
    } catch (const Error& error) {
      if (!error.where().file.empty()) throw;
      unusable(name, error.what());
    }
  }

 private:
  struct Entry {
    std::string name;
    bool required = false;
    std::uint64_t offset = 0, length = 0, checksum = 0;
  };

  const Entry* find(std::string_view name) const;
  void read_header();
  void read_entries(std::size_t count);
  void check_entry(const Entry& entry, std::size_t& end) const;
  [[noreturn]] void damaged(const std::string& what) const;
  [[noreturn]] void unusable(std::string_view section, const std::string& what) const;

  std::string path_;
  FileKind kind_;
  MappedFile file_;
  std::vector<Entry> entries_;
};

}  // namespace taxon
