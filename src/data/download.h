#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>

namespace taxon {

// Told how far a download is, from the downloading thread; total is 0 while it is not known.
using DownloadProgress = std::function<void(std::int64_t done, std::int64_t total)>;

struct DownloadRequest {
  std::span<const std::string> urls;  // of the same file; tried in turn
  std::string path;                   // where it is to stand
  std::string sha256;                 // what it must have, in lower-case hexadecimal digits
};

// Fetches into PATH.part, going on where an earlier try left off, checks the SHA-256 and only then renames it
// to PATH; a file that stands there with the right checksum already is kept and nothing is fetched. What has
// the wrong checksum is thrown away. `stop`, where given, ends the transfer (Interrupted) once it is not 0;
// the .part file then stays for the next try. Throws Error naming URL, path and reason.
void download(const DownloadRequest& request, const DownloadProgress& progress,
              const std::atomic<int>* stop = nullptr);

// The public archive of the 20 Newsgroups posts, "bydate" version (14 MB), to `path`.
void download_20newsgroups(const std::string& path, const DownloadProgress& progress,
                           const std::atomic<int>* stop = nullptr);

// Where the archive stands on this machine: the path in TAXON_20NEWS, then 20news-bydate.tar.gz in
// `root`/data, then in `root`/../shared/data; nothing if none of them is a file. Throws Error if TAXON_20NEWS
// is set to something that is not a file. Found archives are not checksummed: re-packed ones serve as well.
std::optional<std::string> locate_20newsgroups(const std::string& root = ".");

}  // namespace taxon
