#include <algorithm>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "data/dataset_builder.h"
#include "data/line_reader.h"
#include "data/line_readers.h"
#include "data/text_source.h"

namespace taxon {
namespace {

constexpr std::string_view kPrefix = kFastTextPrefix;
constexpr std::string_view kBlanks = " \t";

// Takes the labels off the line's start; what is left is the text.
std::vector<std::string_view> take_labels(std::string_view& line) {
  std::vector<std::string_view> labels;
  while (line.starts_with(kPrefix)) {
    const std::size_t end = std::min(line.find_first_of(kBlanks), line.size());
    labels.push_back(line.substr(kPrefix.size(), end - kPrefix.size()));
    line.remove_prefix(std::min(line.find_first_not_of(kBlanks, end), line.size()));
  }
  return labels;
}

std::string fault_of(const std::vector<std::string_view>& labels) {
  const std::string way_out = "; mend the line or give --skip-rows";
  if (labels.empty()) return "does not start with __label__" + way_out;
  return std::ranges::find(labels, "") == labels.end() ? "" : "has an empty label" + way_out;
}

}  // namespace

Dataset read_fasttext(const std::string& path, const ReadOptions& options) {
  TextSource source(path, options.encoding, options.on_bad_bytes);
  LineReader lines(source);
  DatasetBuilder builder;
  Where first_bad;
  std::string first_fault;
  bool has_labels = false;
  for (std::string_view line; lines.next(line);) {
    line.remove_prefix(std::min(line.find_first_not_of(kBlanks), line.size()));
    if (line.empty()) continue;
    const Where where{.file = source.name(), .line = lines.number()};
    const std::string place = where.file + ":" + std::to_string(where.line);
    const auto labels = take_labels(line);
    if (const std::string fault = fault_of(labels); fault.empty()) {
      builder.add(labels, std::string(line), place);
    } else if (options.skip_rows) {
      builder.data.note(kBadRowsNote, 1, place);
    } else if (first_fault.empty()) {
      first_bad = where;
      first_fault = fault;
    }
    has_labels = has_labels || !labels.empty();
    // Before the first label it may yet be no file of this format, which is said otherwise.
    if (!first_fault.empty() && has_labels) throw Error(first_bad, first_fault);
  }
  if (!has_labels) {
    throw Error({.file = source.name()}, "0 labelled examples: no line starts with __label__ (" +
                                             std::to_string(lines.number()) +
                                             " lines read); put it before each line's label");
  }
  builder.data.note(source.bad_bytes());
  return builder.finish();
}

}  // namespace taxon
