#include "data/format.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <system_error>
#include <utility>

#include "base/error.h"
#include "data/line_readers.h"
#include "data/paths.h"
#include "data/text_source.h"

namespace taxon {
namespace {

struct Named {
  std::string_view name;
  Format format;
};

// By their names on the command line, and by what file names end with.
constexpr std::array<Named, 9> kNames = {{{"folder", Format::kFolder},
                                          {"tar", Format::kTar},
                                          {"tar.gz", Format::kTar},
                                          {"zip", Format::kZip},
                                          {"csv", Format::kCsv},
                                          {"tsv", Format::kTsv},
                                          {"tab", Format::kOrangeTab},
                                          {"jsonl", Format::kJsonLines},
                                          {"fasttext", Format::kFastText}}};
constexpr std::array<Named, 9> kEndings = {{{".tar", Format::kTar},
                                            {".tgz", Format::kTar},
                                            {".zip", Format::kZip},
                                            {".csv", Format::kCsv},
                                            {".tsv", Format::kTsv},
                                            {".tab", Format::kOrangeTab},
                                            {".jsonl", Format::kJsonLines},
                                            {".ndjson", Format::kJsonLines},
                                            {".fasttext", Format::kFastText}}};
// How the file is packed shows in its first bytes.
constexpr std::array<std::string_view, 2> kPackings = {".gz", ".zst"};

std::string_view without_packing(std::string_view path) {
  const auto* const packing =
      std::ranges::find_if(kPackings, [&](std::string_view ending) { return path.ends_with(ending); });
  if (packing != kPackings.end()) path.remove_suffix(packing->size());
  return path;
}

// Only the name .txt would say too little.
bool is_fasttext(const std::string& path) {
  std::string text;
  TextSource source(path, "utf-8", OnBadBytes::kReplace);
  while (text.size() < std::string_view(kFastTextPrefix).size() && source.read_more(text)) continue;
  return text.starts_with(kFastTextPrefix);
}

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
  if (path == kStandardInput) {
    throw Error({.file = "standard input"},
                "has no name to tell the format; give --format " + joined_names(", "));
  }
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status)) {
    throw Error({.file = path}, error && error != std::errc::no_such_file_or_directory
                                    ? "cannot open: " + error.message()
                                    : "no such file or folder; give the path of your data");
  }
  if (std::filesystem::is_directory(status)) return Format::kFolder;
  const auto ends_with = [&](std::string_view name) {
    return path.ends_with(name) || without_packing(path).ends_with(name);
  };
  const auto* const ending = std::ranges::find_if(kEndings, ends_with, &Named::name);
  if (ending != kEndings.end()) return ending->format;
  if (ends_with(".txt") && std::filesystem::is_regular_file(status) && is_fasttext(path))
    return Format::kFastText;
  throw Error({.file = path}, "the name does not tell the format; give --format " + joined_names(", "));
}

}  // namespace taxon
