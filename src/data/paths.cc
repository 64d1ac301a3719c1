#include "data/paths.h"

#include <glob.h>

#include <algorithm>
#include <filesystem>
#include <new>
#include <set>
#include <system_error>

#include "base/error.h"
#include "base/files.h"

namespace taxon {
namespace {

bool is_pattern(const std::string& path) {
  std::error_code ignored;
  return path.find_first_of("*?[") != std::string::npos && !std::filesystem::exists(path, ignored);
}

std::vector<std::string> matches(const std::string& pattern) {
  glob_t found{};
  // GLOB_NOSORT: sorted below, in byte order whatever the locale.
  const int status = ::glob(pattern.c_str(), GLOB_NOSORT, nullptr, &found);
  std::vector<std::string> paths(found.gl_pathv, found.gl_pathv + found.gl_pathc);
  ::globfree(&found);
  if (status == GLOB_NOSPACE) throw std::bad_alloc();
  if (paths.empty()) {
    throw Error({.file = pattern}, "no file or folder matches this pattern; give the path of your data");
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

}  // namespace

std::vector<std::string> expand_paths(std::span<const std::string> given) {
  std::vector<std::string> paths;
  for (const auto& path : given) {
    require_path(path);
    if (!is_pattern(path)) {
      paths.push_back(path);
    } else {
      for (auto& match : matches(path)) paths.push_back(std::move(match));
    }
  }
  std::set<std::string> seen;
  for (const auto& path : paths) {
    if (!seen.insert(path).second) {
      throw Error({.file = path}, "is named twice, and its texts would count twice; name it once");
    }
  }
  return paths;
}

std::string paths_text(std::span<const std::string> paths) {
  if (paths.size() == 1) return paths[0];
  return paths[0] + " and " + std::to_string(paths.size() - 1) + " more";
}

}  // namespace taxon
