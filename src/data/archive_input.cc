#include "data/archive_input.h"

#include <archive.h>

#include <algorithm>
#include <exception>
#include <filesystem>
#include <initializer_list>
#include <string_view>
#include <system_error>

#include "base/error.h"
#include "data/gzip_stream.h"

namespace taxon {
namespace {

// The first status that is not ARCHIVE_OK.
int first_failure(std::initializer_list<int> statuses) {
  const auto* const bad = std::ranges::find_if(statuses, [](int status) { return status != ARCHIVE_OK; });
  return bad == statuses.end() ? ARCHIVE_OK : *bad;
}

class TarInput : public ArchiveInput {
 public:
  explicit TarInput(const std::string& path) : path_(path), stream_(path) {}

  int open(archive* reader) override {
    return first_failure({archive_read_support_format_tar(reader),
                          // Archives that were appended to each other: without this, reading would silently
                          // end after the first.
                          archive_read_set_format_option(reader, "tar", "read_concatenated_archives", "1"),
                          archive_read_open(reader, this, nullptr, read, nullptr)});
  }
  std::size_t limit() const override { return stream_.limit(); }
  void rethrow() const override {
    if (error_) std::rethrow_exception(error_);
  }
  // Every byte of the file is inflated and checked; and since a tar ends with blocks of zeros, how many came
  // last tells a whole one from one that was cut between two members.
  void check_end() override {
    while (!next().empty()) continue;
    constexpr std::size_t kBlock = 512;
    if (last_zeros_ < kBlock) {
      throw Error({.file = path_}, "is cut short: the tar inside has no end mark; get the file again");
    }
  }

 private:
  std::string_view next() {
    const std::string_view piece = stream_.next();
    const std::size_t last = piece.find_last_not_of('\0');
    last_zeros_ = last == std::string_view::npos ? last_zeros_ + piece.size() : piece.size() - 1 - last;
    return piece;
  }

  static la_ssize_t read(archive*, void* data, const void** buffer) {
    auto& input = *static_cast<TarInput*>(data);
    try {
      const std::string_view piece = input.next();
      *buffer = piece.data();
      return static_cast<la_ssize_t>(piece.size());
    } catch (...) {
      input.error_ = std::current_exception();
      return ARCHIVE_FATAL;
    }
  }

  std::string path_;
  GzipStream stream_;
  std::exception_ptr error_ = nullptr;
  std::size_t last_zeros_ = 0;
};

// A zip's directory stands at its end: only the reader that begins with it is let in, so that a zip which was
// cut is refused instead of read as far as it goes.
class ZipInput : public ArchiveInput {
 public:
  explicit ZipInput(const std::string& path) : path_(path) {
    std::error_code error;
    size_ = std::filesystem::file_size(path, error);
    if (error) throw Error({.file = path}, "cannot open: " + error.message());
    if (size_ == 0) throw Error({.file = path}, "is empty");
  }

  int open(archive* reader) override {
    constexpr std::size_t kPiece = std::size_t{256} << 10U;
    return first_failure({archive_read_support_format_zip_seekable(reader),
                          archive_read_open_filename(reader, path_.c_str(), kPiece)});
  }
  std::size_t limit() const override { return unpacked_limit(size_); }

 private:
  std::string path_;
  std::size_t size_ = 0;
};

}  // namespace

std::unique_ptr<ArchiveInput> open_tar(const std::string& path) {
  return std::make_unique<TarInput>(path);
}

std::unique_ptr<ArchiveInput> open_zip(const std::string& path) {
  return std::make_unique<ZipInput>(path);
}

}  // namespace taxon
