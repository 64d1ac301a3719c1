#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/files.h"
#include "data/documents.h"

namespace taxon {
namespace {

namespace fs = std::filesystem;

constexpr int kDeepest = 3;  // PART/CLASS/FILE

class Lister {
 public:
  explicit Lister(Documents& documents) : documents_(documents) {
    documents_.notes = {{"folders that lie too deep, left out", 0},
                        {"entries that are neither files nor folders, left out", 0},
                        {"links back to a folder above, left out", 0}};
  }
  void finish() {
    std::erase_if(documents_.notes, [](const Note& note) { return note.count == 0; });
  }

  void list(const fs::path& folder, const std::string& prefix) {
    struct stat info {};
    if (::stat(folder.c_str(), &info) != 0) fail(folder, errno_text(errno));
    // A folder that a link leads back to would be read again at each depth, with every file of it.
    const std::pair identity(info.st_dev, info.st_ino);
    if (std::ranges::find(above_, identity) != above_.end()) {
      ++documents_.notes[2].count;
      return;
    }
    above_.push_back(identity);
    std::error_code error;
    fs::directory_iterator entries(folder, error);
    for (; !error && entries != fs::directory_iterator(); entries.increment(error)) look_at(*entries, prefix);
    if (error) fail(folder, error.message());
    above_.pop_back();
  }

 private:
  void look_at(const fs::directory_entry& entry, const std::string& prefix) {
    const std::string name = prefix + entry.path().filename().string();
    std::error_code error;  // a dangling link, say, or one that leads to itself
    const fs::file_status status = entry.status(error);
    if (fs::is_directory(status)) {
      if (above_.size() < kDeepest) {
        list(entry.path(), name + "/");
      } else {
        ++documents_.notes[0].count;
      }
    } else if (fs::is_regular_file(status)) {
      documents_.names.push_back(name);
    } else {
      ++documents_.notes[1].count;
    }
  }

  [[noreturn]] static void fail(const fs::path& folder, const std::string& why) {
    throw Error({.file = folder.string()}, "cannot read the folder: " + why);
  }

  Documents& documents_;
  std::vector<std::pair<dev_t, ino_t>> above_;  // the folders that are being listed, outermost first
};

}  // namespace

Documents list_folder(const std::string& path) {
  Documents documents;
  const std::size_t end = path.find_last_not_of('/');
  documents.path = path.substr(0, end == std::string::npos ? 0 : end + 1);  // messages put the '/' back
  Lister lister(documents);
  lister.list(path, "");
  lister.finish();
  documents.load = [root = documents.path, names = documents.names](std::size_t i) {
    return read_file(root + "/" + names[i]);
  };
  return documents;
}

}  // namespace taxon
