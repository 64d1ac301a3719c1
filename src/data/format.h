#pragma once

#include <string>
#include <string_view>

namespace taxon {

// What a path holds. kGuess: what its name says, see guess_format().
enum class Format { kGuess, kFolder, kTar, kZip, kCsv, kTsv, kOrangeTab, kJsonLines, kFastText };

// Of "folder", "tar", "tar.gz" (the same), "zip", "csv", "tsv", "tab", "jsonl", "fasttext". Throws Error that
// lists the names it knows.
Format parse_format(std::string_view name);

// The names that parse_format() takes, joined by '|'.
std::string format_names();

// A folder is kFolder, a file what its name ends with, a .gz or .zst behind that left aside; a .txt whose
// first line starts with __label__ is kFastText. Throws Error where there is nothing at the path or where its
// name does not tell.
Format guess_format(const std::string& path);

}  // namespace taxon
