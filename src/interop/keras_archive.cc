#include "interop/keras_archive.h"

#include <archive.h>
#include <archive_entry.h>

#include <array>
#include <exception>
#include <memory>
#include <set>

#include "base/check.h"
#include "base/error.h"

namespace taxon {
namespace {

constexpr const char* kConfig = "config.json";
constexpr const char* kMetadata = "metadata.json";
constexpr const char* kWeights = "model.weights.h5";
constexpr int kMostMembers = 1000;  // Keras writes these three and the files of layers that have some

// Throws for all but success; libarchive's own words say what it met.
void check(archive* handle, la_ssize_t status) {
  if (status >= ARCHIVE_OK) return;
  const char* text = archive_error_string(handle);
  throw Error(std::string("is not a whole .keras archive (") + printable(text ? text : "no reason given") +
              "); copy it anew, or save it anew in Keras");
}

// budget: the bytes that may still come out of the whole archive.
std::string member_bytes(archive* reader, std::size_t& budget) {
  std::string bytes;
  std::array<char, std::size_t{64} << 10U> buffer{};
  for (;;) {
    const la_ssize_t n = archive_read_data(reader, buffer.data(), buffer.size());
    check(reader, n);
    if (n == 0) return bytes;
    if (static_cast<std::size_t>(n) > budget) throw Error("unpacks to far more than its size");
    budget -= static_cast<std::size_t>(n);
    bytes.append(buffer.data(), static_cast<std::size_t>(n));
  }
}

KerasArchive read_members(std::span<const std::byte> bytes) {
  const std::unique_ptr<archive, decltype(&archive_read_free)> reader(archive_read_new(), archive_read_free);
  TAXON_CHECK(reader != nullptr);
  // Only the reader that begins with the directory at the end: a zip that was cut is refused.
  check(reader.get(), archive_read_support_format_zip_seekable(reader.get()));
  check(reader.get(), archive_read_open_memory(reader.get(), bytes.data(), bytes.size()));
  // Keras stores its members as they are; one that was packed again shrinks by a tenth, a bomb a
  // thousandfold.
  std::size_t budget = 4 * bytes.size() + (std::size_t{64} << 20U);
  KerasArchive parts;
  std::set<std::string> found;
  std::string names;
  archive_entry* entry = nullptr;
  for (int members = 0;; ++members) {
    const int status = archive_read_next_header(reader.get(), &entry);
    if (status == ARCHIVE_EOF) break;
    if (status != ARCHIVE_WARN) check(reader.get(), status);
    if (members >= kMostMembers) throw Error("has too many members");
    const char* raw = archive_entry_pathname(entry);
    const std::string name = raw ? raw : "";
    std::string* part = name == kConfig     ? &parts.config
                        : name == kMetadata ? &parts.metadata
                        : name == kWeights  ? &parts.weights
                                            : nullptr;
    if (part && !found.insert(name).second) throw Error("has " + quoted_name(name) + " twice");
    if (part) *part = member_bytes(reader.get(), budget);
    if (names.size() < 200) names += (names.empty() ? "" : ", ") + quoted_name(name);
  }
  for (const auto& [part, name] : {std::pair{&parts.config, kConfig}, std::pair{&parts.weights, kWeights}}) {
    if (!part->empty()) continue;
    throw Error(std::string("has no ") + name + (names.empty() ? "" : " (it has " + names + ")") +
                "; save the model in Keras 3 with model.save('NAME.keras'), in one piece");
  }
  return parts;
}

// What libarchive's C frames may not let through waits here.
struct Output {
  const Sink& sink;
  std::exception_ptr error = nullptr;
};

la_ssize_t write_callback(archive*, void* data, const void* buffer, std::size_t size) {
  auto& output = *static_cast<Output*>(data);
  try {
    output.sink({static_cast<const char*>(buffer), size});
    return static_cast<la_ssize_t>(size);
  } catch (...) {
    output.error = std::current_exception();
    return ARCHIVE_FATAL;
  }
}

}  // namespace

KerasArchive read_keras_archive(std::span<const std::byte> bytes, const std::string& file) {
  try {
    return read_members(bytes);
  } catch (const Error& error) {
    throw Error({.file = file}, error.what());
  }
}

void write_keras_archive(const KerasArchive& parts, const Sink& sink) {
  Output output{.sink = sink};
  const std::unique_ptr<archive, decltype(&archive_write_free)> writer(archive_write_new(),
                                                                       archive_write_free);
  TAXON_CHECK(writer != nullptr);
  const auto done = [&](la_ssize_t status) {
    if (output.error) std::rethrow_exception(output.error);
    if (status < ARCHIVE_OK) throw Error("cannot be written as a zip");
  };
  done(archive_write_set_format_zip(writer.get()));
  done(archive_write_set_options(writer.get(), "zip:compression=store"));
  done(archive_write_open(writer.get(), &output, nullptr, write_callback, nullptr));
  const std::unique_ptr<archive_entry, decltype(&archive_entry_free)> entry(archive_entry_new(),
                                                                            archive_entry_free);
  for (const auto& [name, part] : {std::pair{kMetadata, &parts.metadata}, std::pair{kConfig, &parts.config},
                                   std::pair{kWeights, &parts.weights}}) {
    archive_entry_clear(entry.get());
    archive_entry_set_pathname(entry.get(), name);
    archive_entry_set_filetype(entry.get(), AE_IFREG);
    archive_entry_set_perm(entry.get(), 0644);
    archive_entry_set_size(entry.get(), static_cast<la_int64_t>(part->size()));
    done(archive_write_header(writer.get(), entry.get()));
    done(archive_write_data(writer.get(), part->data(), part->size()));
    done(archive_write_finish_entry(writer.get()));
  }
  done(archive_write_close(writer.get()));
}

}  // namespace taxon
