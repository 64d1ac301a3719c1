#include "data/archive_input.h"

#include <archive.h>

#include <algorithm>
#include <exception>
#include <initializer_list>
#include <string_view>
#include <utility>

#include "base/error.h"
#include "data/byte_source.h"
#include "data/zip_directory.h"

namespace taxon {
namespace {

// The first status that is not ARCHIVE_OK.
int first_failure(std::initializer_list<int> statuses) {
  const auto* const bad = std::ranges::find_if(statuses, [](int status) { return status != ARCHIVE_OK; });
  return bad == statuses.end() ? ARCHIVE_OK : *bad;
}

class TarInput : public ArchiveInput {
 public:
  explicit TarInput(const std::string& path) : stream_(path), first_(next()) {
    if (first_.empty()) throw Error({.file = stream_.name()}, "is empty");
  }

  int open(archive* reader) override {
    return first_failure({archive_read_support_format_tar(reader),
                          // Archives that were appended to each other: without this, reading would silently
                          // end after the first.
                          archive_read_set_format_option(reader, "tar", "read_concatenated_archives", "1"),
                          archive_read_open(reader, this, nullptr, read, nullptr)});
  }
  std::size_t limit() const override { return stream_.limit(); }
  const std::string& name() const override { return stream_.name(); }
  void rethrow() const override {
    if (error_) std::rethrow_exception(error_);
  }
  // Every byte of the file is unpacked and checked; and since a tar ends with blocks of zeros, how many came
  // last tells a whole one from one that was cut between two members.
  void check_end() override {
    while (!next().empty()) continue;
    constexpr std::size_t kBlock = 512;
    if (last_zeros_ < kBlock) {
      throw Error({.file = stream_.name()}, "is cut short: the tar has no end mark; get the file again");
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
      const auto piece = input.first_.empty() ? input.next() : std::exchange(input.first_, {});
      *buffer = piece.data();
      return static_cast<la_ssize_t>(piece.size());
    } catch (...) {
      input.error_ = std::current_exception();
      return ARCHIVE_FATAL;
    }
  }

  ByteSource stream_;
  std::size_t last_zeros_ = 0;
  std::string_view first_;  // of the pieces, until it is handed on
  std::exception_ptr error_ = nullptr;
};

// A zip's directory stands at its end, so all of it is held: that also serves standard input. Only the reader
// that begins with the directory is let in, so that a zip which was cut is refused instead of read as far as
// it goes.
class ZipInput : public ArchiveInput {
 public:
  explicit ZipInput(const std::string& path) : source_(path) {
    for (auto piece = source_.next(); !piece.empty(); piece = source_.next()) bytes_ += piece;
    if (bytes_.empty()) throw Error({.file = source_.name()}, "is empty");
    check_zip_directory(bytes_, source_.name());
  }

  int open(archive* reader) override {
    return first_failure({archive_read_support_format_zip_seekable(reader),
                          archive_read_open_memory(reader, bytes_.data(), bytes_.size())});
  }
  std::size_t limit() const override { return source_.limit(); }
  const std::string& name() const override { return source_.name(); }

 private:
  ByteSource source_;
  std::string bytes_;
};

}  // namespace

std::unique_ptr<ArchiveInput> open_tar(const std::string& path) {
  return std::make_unique<TarInput>(path);
}

std::unique_ptr<ArchiveInput> open_zip(const std::string& path) {
  return std::make_unique<ZipInput>(path);
}

}  // namespace taxon
