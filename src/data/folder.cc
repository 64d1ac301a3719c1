#include <filesystem>
#include <system_error>

#include "base/error.h"
#include "base/files.h"
#include "data/documents.h"

namespace taxon {
namespace {

namespace fs = std::filesystem;

constexpr int kDeepest = 3;  // PART/CLASS/FILE

void list(const fs::path& folder, const std::string& prefix, int depth, Documents& documents) {
  std::error_code error;
  fs::directory_iterator entries(folder, error);
  for (; !error && entries != fs::directory_iterator(); entries.increment(error)) {
    const std::string name = prefix + entries->path().filename().string();
    std::error_code status_error;  // a dangling link, say
    const fs::file_status status = entries->status(status_error);
    if (fs::is_directory(status)) {
      if (depth < kDeepest) {
        list(entries->path(), name + "/", depth + 1, documents);
      } else {
        ++documents.notes[0].count;
      }
    } else if (fs::is_regular_file(status)) {
      documents.names.push_back(name);
    } else {
      ++documents.notes[1].count;
    }
  }
  if (error) throw Error({.file = folder.string()}, "cannot read the folder: " + error.message());
}

}  // namespace

Documents list_folder(const std::string& path) {
  Documents documents;
  documents.path = path;
  documents.notes = {{"folders that lie too deep, left out", 0},
                     {"entries that are neither files nor folders, left out", 0}};
  list(path, "", 1, documents);
  std::erase_if(documents.notes, [](const Note& note) { return note.count == 0; });
  documents.load = [path, names = documents.names](std::size_t i) {
    return read_file(path + "/" + names[i]);
  };
  return documents;
}

}  // namespace taxon
