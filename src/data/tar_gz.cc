#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <array>
#include <exception>
#include <memory>
#include <unordered_map>
#include <utility>

#include "base/check.h"
#include "base/error.h"
#include "data/documents.h"
#include "data/gzip_stream.h"

namespace taxon {
namespace {

// Feeds libarchive. An exception may not cross its C frames, so it waits here; and since a tar ends with
// blocks of zeros, how many came last tells a whole one from one that was cut between two members.
struct Feed {
  GzipStream stream;
  std::exception_ptr error = nullptr;
  std::size_t last_zeros = 0;

  explicit Feed(const std::string& path) : stream(path) {}

  std::string_view next() {
    const std::string_view piece = stream.next();
    const std::size_t last = piece.find_last_not_of('\0');
    last_zeros = last == std::string_view::npos ? last_zeros + piece.size() : piece.size() - 1 - last;
    return piece;
  }
};

la_ssize_t read_callback(archive*, void* data, const void** buffer) {
  auto& feed = *static_cast<Feed*>(data);
  try {
    const std::string_view piece = feed.next();
    *buffer = piece.data();
    return static_cast<la_ssize_t>(piece.size());
  } catch (...) {
    feed.error = std::current_exception();
    return ARCHIVE_FATAL;
  }
}

class TarReader {
 public:
  explicit TarReader(const std::string& path)
      : path_(path), feed_(path), archive_(archive_read_new(), archive_read_free) {
    TAXON_CHECK(archive_ != nullptr);
    check(archive_read_support_format_tar(archive_.get()));
    // Archives that were appended to each other: without this, reading would silently end after the first.
    check(archive_read_set_format_option(archive_.get(), "tar", "read_concatenated_archives", "1"));
    check(archive_read_open(archive_.get(), &feed_, nullptr, read_callback, nullptr));
  }

  // False at the end, which is reached only after every byte of the file was inflated and checked.
  bool next() {
    const int status = archive_read_next_header(archive_.get(), &entry_);
    if (status == ARCHIVE_EOF) {
      while (!feed_.next().empty()) continue;
      constexpr std::size_t kBlock = 512;
      if (feed_.last_zeros < kBlock) {
        throw Error({.file = path_}, "is cut short: the tar inside has no end mark; get the file again");
      }
      return false;
    }
    // A warning is about a name or an attribute that libarchive could not translate; name() sees to that.
    if (status != ARCHIVE_WARN) check(status);
    return true;
  }

  // The member's name in plain parts, "" for the root itself.
  std::string name() const {
    // Raw bytes if they are there, else (pax, in a locale without UTF-8) the UTF-8 that they came from.
    const char* raw = archive_entry_pathname_utf8(entry_);
    if (!raw) raw = archive_entry_pathname(entry_);
    if (!raw)
      throw Error({.file = path_}, "holds a member whose name cannot be read; make the archive again");
    return plain_name(raw);
  }

  bool is_folder() const { return archive_entry_filetype(entry_) == AE_IFDIR; }

  void refuse_all_but_files(const std::string& name) const {
    if (archive_entry_hardlink(entry_) || archive_entry_symlink(entry_)) {
      refuse(name, "is a link");
    } else if (archive_entry_filetype(entry_) != AE_IFREG) {
      refuse(name, "is neither a file nor a folder");
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
      if (n < 0) check(static_cast<int>(n));
      content.append(buffer.data(), static_cast<std::size_t>(n));
      total_ += static_cast<std::size_t>(n);
      if (total_ > feed_.stream.limit()) refuse(name, "unpacks to far more than the archive's size");
    }
    return content;
  }

 private:
  [[noreturn]] void refuse(const std::string& name, const std::string& why) const {
    throw Error({.file = path_}, "member " + quoted_name(name) + " " + why +
                                     "; taxon reads archives of plain files only, make one without it");
  }

  void check(int status) const {
    if (status == ARCHIVE_OK) return;
    if (feed_.error) std::rethrow_exception(feed_.error);
    const char* text = archive_error_string(archive_.get());
    throw Error({.file = path_}, std::string("is not a whole tar archive (") +
                                     (text ? text : "unknown format") + "); get the file again");
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

  std::string path_;
  Feed feed_;
  std::unique_ptr<archive, int (*)(archive*)> archive_;
  archive_entry* entry_ = nullptr;
  std::size_t total_ = 0;
};

}  // namespace

Documents read_tar_gz(const std::string& path) {
  Documents documents;
  documents.path = path;
  documents.joint = ':';
  auto contents = std::make_shared<std::vector<std::string>>();
  std::unordered_map<std::string, std::size_t> places;
  TarReader reader(path);
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

}  // namespace taxon
