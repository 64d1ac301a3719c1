#include "data/test_files.h"

#include <archive.h>
#include <archive_entry.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <atomic>
#include <fstream>
#include <memory>

#include "base/check.h"

namespace taxon {

TempFolder::TempFolder() {
  static std::atomic<int> counter{0};
  root_ = std::filesystem::temp_directory_path() /
          ("taxon_test_" + std::to_string(::getpid()) + "_" + std::to_string(counter++));
  std::filesystem::create_directories(root_);
}

TempFolder::~TempFolder() {
  std::error_code error;
  std::filesystem::remove_all(root_, error);
}

std::string TempFolder::write(const std::string& name, std::string_view bytes) const {
  const auto file_path = root_ / name;
  std::filesystem::create_directories(file_path.parent_path());
  std::ofstream(file_path, std::ios::binary) << bytes;
  return file_path.string();
}

Member file(const std::string& name, const std::string& content) {
  return {Member::Kind::kFile, name, content};
}

namespace {

using Writer = std::unique_ptr<archive, int (*)(archive*)>;

void open_writer(const Writer& writer, std::string& target) {
  TAXON_CHECK(archive_write_set_bytes_in_last_block(writer.get(), 1) == ARCHIVE_OK);
  const auto append = [](archive*, void* where, const void* bytes, std::size_t n) {
    static_cast<std::string*>(where)->append(static_cast<const char*>(bytes), n);
    return static_cast<la_ssize_t>(n);
  };
  TAXON_CHECK(archive_write_open(writer.get(), &target, nullptr, append, nullptr) == ARCHIVE_OK);
}

void write_member(const Writer& writer, const Member& member) {
  using Kind = Member::Kind;
  const std::unique_ptr<archive_entry, void (*)(archive_entry*)> entry(archive_entry_new(),
                                                                       archive_entry_free);
  archive_entry_set_pathname(entry.get(), member.name.c_str());
  archive_entry_set_perm(entry.get(), 0644);
  archive_entry_set_filetype(entry.get(), member.kind == Kind::kFolder    ? AE_IFDIR
                                          : member.kind == Kind::kSymlink ? AE_IFLNK
                                          : member.kind == Kind::kFifo    ? AE_IFIFO
                                                                          : AE_IFREG);
  if (member.kind == Kind::kSymlink) archive_entry_set_symlink(entry.get(), member.content.c_str());
  if (member.kind == Kind::kHardlink) archive_entry_set_hardlink(entry.get(), member.content.c_str());
  const bool has_bytes = member.kind == Kind::kFile;
  archive_entry_set_size(entry.get(), has_bytes ? static_cast<la_int64_t>(member.content.size()) : 0);
  TAXON_CHECK(archive_write_header(writer.get(), entry.get()) >= ARCHIVE_WARN);
  if (has_bytes) archive_write_data(writer.get(), member.content.data(), member.content.size());
}

}  // namespace

std::string make_tar(const std::vector<Member>& members, bool pax) {
  std::string tar;
  const Writer writer(archive_write_new(), archive_write_free);
  TAXON_CHECK((pax ? archive_write_set_format_pax(writer.get())
                   : archive_write_set_format_gnutar(writer.get())) == ARCHIVE_OK);
  open_writer(writer, tar);
  for (const Member& member : members) write_member(writer, member);
  TAXON_CHECK(archive_write_close(writer.get()) == ARCHIVE_OK);
  return tar;
}

std::string make_zip(const std::vector<Member>& members, bool encrypted) {
  std::string zip;
  const Writer writer(archive_write_new(), archive_write_free);
  TAXON_CHECK(archive_write_set_format_zip(writer.get()) == ARCHIVE_OK);
  if (encrypted) {
    TAXON_CHECK(archive_write_set_passphrase(writer.get(), "secret") == ARCHIVE_OK);
    TAXON_CHECK(archive_write_set_format_option(writer.get(), "zip", "encryption", "traditional") ==
                ARCHIVE_OK);
  }
  open_writer(writer, zip);
  for (const Member& member : members) write_member(writer, member);
  TAXON_CHECK(archive_write_close(writer.get()) == ARCHIVE_OK);
  return zip;
}

std::string gzip(std::string_view bytes) {
  z_stream zlib{};
  TAXON_CHECK(deflateInit2(&zlib, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string packed(deflateBound(&zlib, bytes.size()), '\0');
  zlib.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  zlib.avail_in = static_cast<uInt>(bytes.size());
  zlib.next_out = reinterpret_cast<Bytef*>(packed.data());
  zlib.avail_out = static_cast<uInt>(packed.size());
  TAXON_CHECK(deflate(&zlib, Z_FINISH) == Z_STREAM_END);
  packed.resize(packed.size() - zlib.avail_out);
  deflateEnd(&zlib);
  return packed;
}

std::string zstd(std::string_view bytes) {
  const std::unique_ptr<ZSTD_CCtx, std::size_t (*)(ZSTD_CCtx*)> context(ZSTD_createCCtx(), ZSTD_freeCCtx);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_checksumFlag, 1);
  std::string packed(ZSTD_compressBound(bytes.size()), '\0');
  const std::size_t size =
      ZSTD_compress2(context.get(), packed.data(), packed.size(), bytes.data(), bytes.size());
  TAXON_CHECK(!ZSTD_isError(size));
  packed.resize(size);
  return packed;
}

}  // namespace taxon
