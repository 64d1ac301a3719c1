#include "data/format.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <system_error>
#include <utility>

#include "base/error.h"

namespace taxon {
namespace {

struct Named {
  std::string_view name;
  Format format;
};

// By their names on the command line, and by what file names end with.
constexpr std::array<Named, 5> kNames = {{{"folder", Format::kFolder},
                                          {"tar.gz", Format::kTar},
                                          {"zip", Format::kZip},
                                          {"tsv", Format::kTsv},
                                          {"tab", Format::kOrangeTab}}};
constexpr std::array<Named, 5> kEndings = {{{".tar.gz", Format::kTar},
                                            {".tgz", Format::kTar},
                                            {".zip", Format::kZip},
                                            {".tsv", Format::kTsv},
                                            {".tab", Format::kOrangeTab}}};

std::string joined_names(std::string_view between) {
  std::string names;
  for (const auto& known : kNames) names.append(names.empty() ? "" : between).append(known.name);
  return names;
}

}  // namespace

Format parse_format(std::string_view name) {
  const auto known = std::ranges::find(kNames, name, &Named::name);
  if (known != kNames.end()) return known->format;
  throw Error({.field = "format"}, quoted_name(name) + " is not known; choose " + joined_names(", "));
}

std::string format_names() {
  return joined_names("|");
}

Format guess_format(const std::string& path) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status)) {
    throw Error({.file = path}, error && error != std::errc::no_such_file_or_directory
                                    ? "cannot open: " + error.message()
                                    : "no such file or folder; give the path of your data");
  }
  if (std::filesystem::is_directory(status)) return Format::kFolder;
  const auto ending =
      std::ranges::find_if(kEndings, [&](const Named& known) { return path.ends_with(known.name); });
  if (ending != kEndings.end()) return ending->format;
  throw Error({.file = path}, "the name does not tell the format; give --format " + joined_names(", "));
}

}  // namespace taxon
