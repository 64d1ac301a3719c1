#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace taxon {

// A folder of a test's own, removed with all its contents at the end.
class TempFolder {
 public:
  TempFolder();
  ~TempFolder();
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;

  std::string path(const std::string& name = "") const { return (root_ / name).string(); }
  // Writes a file, making the folders it lies in; returns its path.
  std::string write(const std::string& name, std::string_view bytes) const;

 private:
  std::filesystem::path root_;
};

struct Member {
  enum class Kind { kFile, kFolder, kSymlink, kHardlink, kFifo } kind = Kind::kFile;
  std::string name;
  std::string content = {};  // of a link: where it leads
};

Member file(const std::string& name, const std::string& content);

// A tar of the members in their order; pax: with extended headers.
std::string make_tar(const std::vector<Member>& members, bool pax = false);
std::string gzip(std::string_view bytes);
// With a checksum, as the zstd program writes it.
std::string zstd(std::string_view bytes);

// A zip of the members in their order; of kinds it knows files, folders and symlinks.
std::string make_zip(const std::vector<Member>& members, bool encrypted = false);

// What a call throws as Error, "" if it throws nothing.
template <class Call>
std::string error_of(const Call& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

}  // namespace taxon
