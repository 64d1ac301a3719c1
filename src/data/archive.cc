#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <array>
#include <memory>
#include <unordered_map>
#include <utility>

#include "base/check.h"
#include "base/error.h"
#include "data/archive_input.h"
#include "data/documents.h"

namespace taxon {
namespace {

class ArchiveReader {
 public:
  explicit ArchiveReader(ArchiveInput& input)
      : input_(input), archive_(archive_read_new(), archive_read_free) {
    TAXON_CHECK(archive_ != nullptr);
    if (input_.open(archive_.get()) != ARCHIVE_OK) fail("is not a whole archive");
  }

  // False at the end, which is reached only after the input found its own end right.
  bool next() {
    const int status = archive_read_next_header(archive_.get(), &entry_);
    if (status == ARCHIVE_EOF) {
      input_.check_end();
      return false;
    }
    // A warning is about a name or an attribute that libarchive could not translate; name() sees to that.
    if (status != ARCHIVE_OK && status != ARCHIVE_WARN) fail("is not a whole archive");
    return true;
  }

  // The member's name in plain parts, "" for the root itself.
  std::string name() const {
    // Raw bytes if they are there, else (pax, in a locale without UTF-8) the UTF-8 that they came from.
    const char* raw = archive_entry_pathname_utf8(entry_);
    if (!raw) raw = archive_entry_pathname(entry_);
    if (!raw)
      throw Error({.file = input_.name()},
                  "holds a member whose name cannot be read; make the archive again");
    return plain_name(raw);
  }

  bool is_folder() const { return archive_entry_filetype(entry_) == AE_IFDIR; }

  void refuse_all_but_files(const std::string& name) const {
    if (archive_entry_hardlink(entry_) || archive_entry_symlink(entry_) ||
        archive_entry_filetype(entry_) == AE_IFLNK) {
      refuse(name, "is a link");
    } else if (archive_entry_filetype(entry_) != AE_IFREG) {
      refuse(name, "is neither a file nor a folder");
    } else if (archive_entry_is_encrypted(entry_) != 0) {
      refuse(name, "is encrypted");
    }
  }

  // The member's bytes. Its declared size is not trusted: memory grows with what really comes, and a sparse
  // member's holes count against the same limit as the stream.
  std::string bytes(const std::string& name) {
    std::string content;
    std::array<char, std::size_t{64} << 10U> buffer{};
    for (;;) {
      const la_ssize_t n = archive_read_data(archive_.get(), buffer.data(), buffer.size());
      if (n == 0) break;
      if (n < 0) fail("member " + quoted_name(name) + " is damaged");
      content.append(buffer.data(), static_cast<std::size_t>(n));
      total_ += static_cast<std::size_t>(n);
      if (total_ > input_.limit()) refuse(name, "unpacks to far more than the archive's size");
    }
    return content;
  }

 private:
  [[noreturn]] void refuse(const std::string& name, const std::string& why) const {
    throw Error({.file = input_.name()},
                "member " + quoted_name(name) + " " + why +
                    "; taxon reads archives of plain files only, make one without it");
  }

  [[noreturn]] void fail(const std::string& what) const {
    input_.rethrow();
    const char* text = archive_error_string(archive_.get());
    throw Error({.file = input_.name()},
                what + " (" + printable(text ? text : "unknown format") + "); get the file again");
  }

  std::string plain_name(const std::string& raw) const {
    if (raw.starts_with('/')) refuse(raw, "has an absolute name");
    std::string plain;
    for (std::size_t begin = 0; begin <= raw.size();) {
      const std::size_t end = std::min(raw.find('/', begin), raw.size());
      const std::string part = raw.substr(begin, end - begin);
      if (part == "..") refuse(raw, "leads out of the archive");
      if (!part.empty() && part != ".") plain += (plain.empty() ? "" : "/") + part;
      begin = end + 1;
    }
    return plain;
  }

  ArchiveInput& input_;
  std::unique_ptr<archive, int (*)(archive*)> archive_;
  archive_entry* entry_ = nullptr;
  std::size_t total_ = 0;
};

Documents read_archive(ArchiveInput& input) {
  Documents documents;
  documents.path = input.name();
  documents.joint = ':';
  auto contents = std::make_shared<std::vector<std::string>>();
  std::unordered_map<std::string, std::size_t> places;
  ArchiveReader reader(input);
  while (reader.next()) {
    std::string name = reader.name();
    if (reader.is_folder()) continue;
    reader.refuse_all_but_files(name);
    std::string bytes = reader.bytes(name);
    const auto [entry, is_new] = places.try_emplace(name, contents->size());
    if (is_new) {
      documents.names.push_back(std::move(name));
      contents->push_back(std::move(bytes));
    } else {
      (*contents)[entry->second] = std::move(bytes);
    }
  }
  documents.load = [contents](std::size_t i) { return std::move((*contents)[i]); };
  return documents;
}

}  // namespace

Documents read_tar(const std::string& path) {
  return read_archive(*open_tar(path));
}

Documents read_zip(const std::string& path) {
  return read_archive(*open_zip(path));
}

}  // namespace taxon
