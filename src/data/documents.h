#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "data/dataset.h"
#include "data/readers.h"

namespace taxon {

// The files below a folder or inside an archive, in no particular order.
struct Documents {
  std::string path;                              // of the folder or archive, for messages
  char joint = '/';                              // what stands between path and name in a message
  std::vector<std::string> names;                // relative, parts joined by '/', each name once
  std::function<std::string(std::size_t)> load;  // the bytes of names[i]; called at most once for each
  std::vector<Note> notes;
};

// The files up to three folders deep: PART/CLASS/FILE. Links are followed; what is no regular file is left
// out with a note. Throws Error naming what cannot be read.
Documents list_folder(const std::string& path);

// The regular files of a tar (packed by gzip or zstd or not at all) or of a zip, all in memory; path: as
// ByteSource takes it; a name that comes twice holds what came last, as after unpacking. Nothing is ever
// written. Throws Error naming the archive, and the member where there is one, for damage of any kind (each
// zip member's CRC is checked), members that hold together more than ByteSource::limit() of the archive,
// encrypted members, names that lead outside, links and devices.
Documents read_tar(const std::string& path);
Documents read_zip(const std::string& path);

// Makes a data set of documents that lie in class folders; order and rules as read_dataset() states them.
// Throws Error naming the document that cannot be decoded.
Dataset from_class_folders(Documents documents, const ReadOptions& options);

}  // namespace taxon
