#include "data/download.h"

#include <curl/curl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <mutex>

#include "base/check.h"
#include "base/error.h"
#include "base/files.h"
#include "base/sha256.h"

namespace taxon {
namespace {

namespace fs = std::filesystem;

std::string sha256_of_file(const std::string& path) {
  const MappedFile file(path);
  return sha256_hex({reinterpret_cast<const char*>(file.bytes().data()), file.bytes().size()});
}

bool has_checksum(const std::string& path, const std::string& sha256) {
  std::error_code error;
  return fs::is_regular_file(path, error) && sha256_of_file(path) == sha256;
}

// One try at one URL, appending to the .part file.
class Transfer {
 public:
  Transfer(const std::string& part, const DownloadProgress& progress, const std::atomic<int>* stop)
      : part_(part), progress_(progress), stop_(stop) {
    static std::once_flag once;
    std::call_once(once, [] { TAXON_CHECK(curl_global_init(CURL_GLOBAL_DEFAULT) == 0); });
  }

  // Why it failed; empty: the server sent everything. Throws Interrupted, and Error if the file cannot be
  // written.
  std::string run(const std::string& url) {
    std::string failure = try_once(url);
    // A server that cannot resume, or a .part file that is longer than the file: once more from the start.
    if (cannot_resume_ && start_ > 0) {
      fs::resize_file(part_, 0);
      failure = try_once(url);
    }
    return failure;
  }

 private:
  std::string try_once(const std::string& url) {
    file_ = {std::fopen(part_.c_str(), "ab"), std::fclose};
    if (!file_) throw Error({.file = part_}, "cannot write: " + errno_text(errno));
    start_ = static_cast<std::int64_t>(fs::file_size(part_));
    const std::unique_ptr<CURL, void (*)(CURL*)> curl(curl_easy_init(), curl_easy_cleanup);
    TAXON_CHECK(curl != nullptr);
    std::array<char, CURL_ERROR_SIZE> reason{};
    set_options(curl.get(), url, reason.data());
    const CURLcode code = curl_easy_perform(curl.get());
    long status = 0;
    curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
    constexpr long kRangeNotSatisfiable = 416;
    cannot_resume_ =
        code == CURLE_RANGE_ERROR || code == CURLE_BAD_DOWNLOAD_RESUME || status == kRangeNotSatisfiable;
    const bool written = std::fflush(file_.get()) == 0 && ::fsync(::fileno(file_.get())) == 0;
    if (code == CURLE_WRITE_ERROR || !written) {
      throw Error({.file = part_}, "cannot write: " + errno_text(write_error_ != 0 ? write_error_ : errno));
    }
    file_.reset();
    if (code == CURLE_ABORTED_BY_CALLBACK) throw Interrupted(stop_->load());
    if (code == CURLE_OK) return "";
    return reason[0] != '\0' ? reason.data() : curl_easy_strerror(code);
  }

  void set_options(CURL* curl, const std::string& url, char* reason) {
    constexpr long kConnectSeconds = 30, kStallSeconds = 60;
    curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "https,http,file");
    curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, "https,http");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L);
    curl_easy_setopt(curl, CURLOPT_FAILONERROR, 1L);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "taxon");
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, kStallSeconds);
    curl_easy_setopt(curl, CURLOPT_RESUME_FROM_LARGE, static_cast<curl_off_t>(start_));
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, reason);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, this);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &Transfer::on_bytes);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, this);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, &Transfer::on_progress);
  }

  static std::size_t on_bytes(char* bytes, std::size_t, std::size_t n, void* self) {
    auto& transfer = *static_cast<Transfer*>(self);
    const std::size_t written = std::fwrite(bytes, 1, n, transfer.file_.get());
    if (written != n) transfer.write_error_ = errno;
    return written;
  }

  static int on_progress(void* self, curl_off_t total, curl_off_t done, curl_off_t, curl_off_t) {
    const auto& transfer = *static_cast<const Transfer*>(self);
    if (transfer.stop_ && *transfer.stop_ != 0) return 1;
    if (transfer.progress_) {
      transfer.progress_(transfer.start_ + done, total > 0 ? transfer.start_ + total : 0);
    }
    return 0;
  }

  std::string part_;
  const DownloadProgress& progress_;
  const std::atomic<int>* stop_;
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> file_{nullptr, std::fclose};
  std::int64_t start_ = 0;  // bytes that were there before this try
  int write_error_ = 0;
  bool cannot_resume_ = false;
};

void move_into_place(const std::string& part, const std::string& path) {
  std::error_code error;
  fs::rename(part, path, error);
  if (error) throw Error({.file = path}, "cannot write: " + error.message());
}

}  // namespace

void download(const DownloadRequest& request, const DownloadProgress& progress,
              const std::atomic<int>* stop) {
  std::error_code error;
  if (fs::is_directory(request.path, error)) throw Error({.file = request.path}, "is a folder; name a file");
  if (has_checksum(request.path, request.sha256)) return;
  const std::string part = request.path + ".part";
  std::string failures;
  for (const auto& url : request.urls) {
    // What an earlier run left may be complete, or be the start of something else: the checksum decides, and
    // a wrong one costs one more try from the start.
    for (int attempt = 0; attempt < 2; ++attempt) {
      if (has_checksum(part, request.sha256)) return move_into_place(part, request.path);
      const bool resumed = fs::exists(part, error) && fs::file_size(part, error) > 0;
      const std::string failure = Transfer(part, progress, stop).run(url);
      if (!failure.empty()) {
        failures += (failures.empty() ? "" : "; ") + url + ": " + failure;
        if (fs::file_size(part, error) == 0) fs::remove(part, error);
        break;
      }
      if (has_checksum(part, request.sha256)) return move_into_place(part, request.path);
      fs::remove(part, error);
      if (resumed && attempt == 0) continue;
      failures += (failures.empty() ? "" : "; ") + url + ": has another SHA-256 than " + request.sha256;
      break;
    }
  }
  throw Error({.file = request.path}, "cannot be downloaded (" + failures +
                                          "); run it again to go on, or put the file there yourself");
}

void download_20newsgroups(const std::string& path, const DownloadProgress& progress,
                           const std::atomic<int>* stop) {
  const std::array<std::string, 2> urls = {"https://ndownloader.figshare.com/files/5975967",
                                           "http://qwone.com/~jason/20Newsgroups/20news-bydate.tar.gz"};
  download({urls, path, "8f1b2514ca22a5ade8fbb9cfa5727df95fa587f4c87b786e15c759fa66d95610"}, progress, stop);
}

std::optional<std::string> locate_20newsgroups(const std::string& root) {
  std::error_code error;
  if (const char* path = std::getenv("TAXON_20NEWS"); path && *path != '\0') {
    if (!fs::is_regular_file(path, error)) {
      throw Error({.file = path}, "TAXON_20NEWS names no file; set it to the archive or unset it");
    }
    return path;
  }
  for (const char* folder : {"/data/", "/../shared/data/"}) {
    std::string path = root + folder + "20news-bydate.tar.gz";
    if (fs::is_regular_file(path, error)) return path;
  }
  return std::nullopt;
}

}  // namespace taxon
