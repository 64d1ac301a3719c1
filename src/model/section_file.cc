#include "model/section_file.h"

#include <xxhash.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <initializer_list>
#include <memory>
#include <utility>

#include "base/check.h"
#include "base/error.h"

namespace taxon {
namespace {

static_assert(std::endian::native == std::endian::little,
              "model files are little-endian and read where they stand");

struct Header {
  std::array<char, 8> magic;
  std::uint32_t version;
  std::uint32_t sections;
  std::uint64_t file_size;
  std::uint64_t checksum;  // of header and section table, counted with 0 in its own place
  std::array<char, 32> zeros;
};
static_assert(sizeof(Header) == 64);

constexpr std::size_t kNameSize = 24;

struct TableEntry {
  std::array<char, kNameSize> name;  // filled up with zeros, at least one
  std::uint32_t required;
  std::uint32_t zero;
  std::uint64_t offset;  // from the start of the file
  std::uint64_t length;
  std::uint64_t checksum;
  std::uint64_t zero2;
};
static_assert(sizeof(TableEntry) == 64);

// A file of a few hundred sections would be absurd; the bound keeps the table's size far from overflow.
constexpr std::uint32_t kMaxSections = 1024;

constexpr std::size_t aligned(std::size_t n) {
  return (n + kSectionAlignment - 1) / kSectionAlignment * kSectionAlignment;
}

// XXH3-64 of bytes that come in pieces.
class Checksum {
 public:
  Checksum() : state_(XXH3_createState(), XXH3_freeState) {
    TAXON_CHECK(state_ && XXH3_64bits_reset(state_.get()) == XXH_OK);
  }
  void update(const void* data, std::size_t size) {
    if (size > 0) XXH3_64bits_update(state_.get(), data, size);
  }
  std::uint64_t value() const { return XXH3_64bits_digest(state_.get()); }

 private:
  std::unique_ptr<XXH3_state_t, decltype(&XXH3_freeState)> state_;
};

std::string_view raw_bytes(const void* data, std::size_t size) {
  return {static_cast<const char*>(data), size};
}

std::string joined(std::initializer_list<std::string_view> parts) {
  std::string text;
  for (const auto part : parts) text += part;
  return text;
}

TableEntry describe(const Section& section, std::size_t offset) {
  TAXON_CHECK(!section.name.empty() && section.name.size() < kNameSize);
  TableEntry entry{};
  std::copy(section.name.begin(), section.name.end(), entry.name.begin());
  entry.required = section.required ? 1 : 0;
  entry.offset = offset;
  Checksum checksum;
  for (const auto piece : section.pieces) {
    checksum.update(piece.data(), piece.size());
    entry.length += piece.size();
  }
  entry.checksum = checksum.value();
  return entry;
}

std::uint64_t header_checksum(Header header, std::string_view table) {
  header.checksum = 0;
  Checksum checksum;
  checksum.update(&header, sizeof(header));
  checksum.update(table.data(), table.size());
  return checksum.value();
}

}  // namespace

namespace {

void emit_sections(std::span<const Section> sections, const FileKind& kind, const Sink& sink) {
  TAXON_CHECK(sections.size() <= kMaxSections && kind.magic.size() == sizeof(Header::magic));
  std::vector<TableEntry> table;
  std::size_t end = sizeof(Header) + sections.size() * sizeof(TableEntry);
  for (const auto& section : sections) {
    table.push_back(describe(section, aligned(end)));
    end = aligned(end) + table.back().length;
  }
  const auto table_bytes = raw_bytes(table.data(), table.size() * sizeof(TableEntry));
  Header header{};
  std::copy(kind.magic.begin(), kind.magic.end(), header.magic.begin());
  header.version = kFormatVersion;
  header.sections = static_cast<std::uint32_t>(sections.size());
  header.file_size = end;
  header.checksum = header_checksum(header, table_bytes);

  constexpr std::array<char, kSectionAlignment> kZeros{};
  sink(raw_bytes(&header, sizeof(header)));
  sink(table_bytes);
  std::size_t written = sizeof(header) + table_bytes.size();
  for (std::size_t i = 0; i < sections.size(); ++i) {
    sink({kZeros.data(), table[i].offset - written});
    for (const auto piece : sections[i].pieces) sink(piece);
    written = table[i].offset + table[i].length;
  }
}

}  // namespace

void write_sections(const std::string& path, std::span<const Section> sections, const FileKind& kind) {
  write_file_atomically(path, [&](const Sink& sink) { emit_sections(sections, kind, sink); });
}

std::string sections_bytes(std::span<const Section> sections, const FileKind& kind) {
  std::string bytes;
  emit_sections(sections, kind, [&](std::string_view piece) { bytes += piece; });
  return bytes;
}

SectionFile::SectionFile(const std::string& path, std::span<const std::string_view> known,
                         const FileKind& kind)
    : SectionFile(MappedFile(path), path, known, kind) {}

SectionFile::SectionFile(MappedFile file, std::string name, std::span<const std::string_view> known,
                         const FileKind& kind)
    : path_(std::move(name)), kind_(kind), file_(std::move(file)) {
  read_header();
  for (const auto& entry : entries_) {
    if (entry.required && std::find(known.begin(), known.end(), entry.name) == known.end()) {
      throw Error({.file = path_}, "needs section " + quoted_name(entry.name) +
                                       ", which this program does not know; use a newer taxon");
    }
  }
}

void SectionFile::damaged(const std::string& what) const {
  throw Error({.file = path_}, joined({"is a damaged ", kind_.what, " (", what, "); ", kind_.remedy}));
}

void SectionFile::unusable(std::string_view section, const std::string& what) const {
  throw Error({.file = path_},
              joined({"is not a usable ", kind_.what, ": section ", section, " ", what, "; ", kind_.remedy}));
}

void SectionFile::read_header() {
  const auto bytes = file_.bytes();
  const std::size_t compared = std::min(bytes.size(), kind_.magic.size());
  if (compared == 0 || std::memcmp(bytes.data(), kind_.magic.data(), compared) != 0) {
    throw Error({.file = path_}, joined({"is not a taxon ", kind_.what, "; ", kind_.source}));
  }
  Header header{};
  if (bytes.size() < sizeof(header)) damaged("it ends inside its header");
  std::memcpy(&header, bytes.data(), sizeof(header));
  // Before the checksum: a newer format may count that differently.
  if (header.version > kFormatVersion) {
    throw Error({.file = path_}, "made by format " + std::to_string(header.version) +
                                     ", this program reads up to " + std::to_string(kFormatVersion) +
                                     "; use a newer taxon");
  }
  if (header.version == 0) damaged("format 0");
  if (header.file_size != bytes.size()) {
    damaged("it has " + std::to_string(bytes.size()) + " bytes of " + std::to_string(header.file_size));
  }
  if (header.sections > kMaxSections) damaged("too many sections");
  const std::size_t table_size = header.sections * sizeof(TableEntry);
  if (table_size > bytes.size() - sizeof(header)) damaged("it ends inside its section table");
  if (header.checksum != header_checksum(header, raw_bytes(bytes.data() + sizeof(header), table_size))) {
    damaged("the header's checksum is wrong");
  }
  read_entries(header.sections);
}

void SectionFile::read_entries(std::size_t count) {
  std::size_t end = sizeof(Header) + count * sizeof(TableEntry);
  for (std::size_t i = 0; i < count; ++i) {
    TableEntry raw{};
    std::memcpy(&raw, file_.bytes().data() + sizeof(Header) + i * sizeof(TableEntry), sizeof(raw));
    Entry entry{.name = std::string(raw.name.data(), ::strnlen(raw.name.data(), kNameSize)),
                .required = raw.required != 0,
                .offset = raw.offset,
                .length = raw.length,
                .checksum = raw.checksum};
    if (entry.name.empty() || entry.name.size() == kNameSize) damaged("a section without a name");
    if (find(entry.name)) damaged("two sections " + quoted_name(entry.name));
    check_entry(entry, end);
    entries_.push_back(std::move(entry));
  }
  if (end != file_.bytes().size()) damaged("bytes after the last section");
}

// end: where the part before this section ends; moved to where this one does. Sections follow one another
// with nothing but zeros between, so every bit of the file is accounted for.
void SectionFile::check_entry(const Entry& entry, std::size_t& end) const {
  const auto bytes = file_.bytes();
  if (entry.offset != aligned(end) || entry.offset > bytes.size() ||
      entry.length > bytes.size() - entry.offset) {
    damaged("section " + quoted_name(entry.name) + " lies outside the file");
  }
  const auto gap = bytes.subspan(end, entry.offset - end);
  if (std::any_of(gap.begin(), gap.end(), [](std::byte b) { return b != std::byte{0}; })) {
    damaged("something stands before section " + quoted_name(entry.name));
  }
  Checksum checksum;
  checksum.update(bytes.data() + entry.offset, entry.length);
  if (checksum.value() != entry.checksum)
    damaged("the checksum of section " + quoted_name(entry.name) + " is wrong");
  end = entry.offset + entry.length;
}

const SectionFile::Entry* SectionFile::find(std::string_view name) const {
  const auto it =
      std::find_if(entries_.begin(), entries_.end(), [&](const Entry& e) { return e.name == name; });
  return it == entries_.end() ? nullptr : &*it;
}

std::span<const std::byte> SectionFile::section(std::string_view name) const {
  const Entry* entry = find(name);
  if (!entry) damaged("section '" + std::string(name) + "' is missing");
  return file_.bytes().subspan(entry->offset, entry->length);
}

}  // namespace taxon
