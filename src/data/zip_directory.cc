#include "data/zip_directory.h"

#include <algorithm>
#include <cstdint>

#include "base/error.h"

namespace taxon {
namespace {

// The records' sizes without what varies, and where in them the fields stand.
constexpr std::size_t kEndSize = 22, kLocatorSize = 20, kEnd64Size = 56, kEntrySize = 46, kHeaderSize = 30;
constexpr std::uint64_t kIn64 = 0xFFFFFFFF;  // "the 64-bit record says it"

class Zip {
 public:
  Zip(std::string_view bytes, const std::string& file) : bytes_(bytes), file_(file) {}

  void check() {
    find_directory();
    std::size_t at = begin_;
    for (std::uint64_t i = 0; i < entries_; ++i) at = check_entry(at);
    if (at != end_) fail("its directory has more or fewer bytes than its entries");
  }

 private:
  [[noreturn]] void fail(const std::string& why) const {
    throw Error({.file = file_}, "is not a whole archive (" + why + "); get the file again");
  }

  // `size` bytes from `at` on, which start with the record's signature.
  std::string_view record(std::size_t at, std::size_t size, std::string_view signature) const {
    if (at > bytes_.size() || bytes_.size() - at < size || !bytes_.substr(at).starts_with(signature)) {
      fail("a record of the zip is not where it should be");
    }
    return bytes_.substr(at, size);
  }

  static std::uint64_t number(std::string_view bytes, std::size_t at, std::size_t size) {
    std::uint64_t value = 0;
    for (std::size_t i = size; i-- > 0;) value = value << 8U | static_cast<unsigned char>(bytes[at + i]);
    return value;
  }

  // The record that ends the zip; only a comment may follow it, whose length it tells.
  std::size_t find_end() const {
    const std::size_t latest = bytes_.size() - std::min(bytes_.size(), kEndSize);
    for (std::size_t at = bytes_.rfind("PK\5\6", latest); at != std::string_view::npos;
         at = at == 0 ? std::string_view::npos : bytes_.rfind("PK\5\6", at - 1)) {
      if (bytes_.size() - at >= kEndSize && number(bytes_, at + 20, 2) == bytes_.size() - at - kEndSize)
        return at;
    }
    fail("no zip directory at its end");
  }

  void find_directory() {
    end_ = find_end();
    std::string_view end = record(end_, kEndSize, "PK\5\6");
    entries_ = number(end, 10, 2);
    std::uint64_t size = number(end, 12, 4);
    offset_ = number(end, 16, 4);
    if (entries_ == 0xFFFF || size == kIn64 || offset_ == kIn64) {
      if (end_ < kLocatorSize + kEnd64Size) fail("its 64-bit record is missing");
      record(end_ - kLocatorSize, kLocatorSize, "PK\6\7");
      end_ -= kLocatorSize + kEnd64Size;
      end = record(end_, kEnd64Size, "PK\6\6");
      entries_ = number(end, 32, 8);
      size = number(end, 40, 8);
      offset_ = number(end, 48, 8);
    }
    if (size > end_) fail("its directory would begin before the file");
    begin_ = end_ - static_cast<std::size_t>(size);
    if (offset_ > begin_) fail("its directory is not where it should be");
  }

  // Where the next entry begins.
  std::size_t check_entry(std::size_t at) const {
    const std::string_view entry = record(at, kEntrySize, "PK\1\2");
    const std::size_t name_size = number(entry, 28, 2);
    const std::size_t next = at + kEntrySize + name_size + number(entry, 30, 2) + number(entry, 32, 2);
    if (next > end_) fail("its directory is cut short");
    const std::string_view name = bytes_.substr(at + kEntrySize, name_size);
    const std::uint64_t place = number(entry, 42, 4);
    if (place == kIn64) return next;  // beyond 4 GB, where its place stands in a field of the entry's own
    // Before the zip may stand a program that unpacks it.
    const std::size_t header_at =
        begin_ - static_cast<std::size_t>(offset_) + static_cast<std::size_t>(place);
    const std::string_view header = record(header_at, kHeaderSize, "PK\3\4");
    if (bytes_.substr(header_at + kHeaderSize, number(header, 26, 2)) != name) {
      fail("member " + quoted_name(name) + " bears another name in its own header");
    }
    return next;
  }

  std::string_view bytes_;
  const std::string& file_;
  std::size_t begin_ = 0, end_ = 0;  // of the directory
  std::uint64_t entries_ = 0, offset_ = 0;
};

}  // namespace

void check_zip_directory(std::string_view zip, const std::string& file) {
  Zip(zip, file).check();
}

}  // namespace taxon
