#include "data/table.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "base/encoding.h"
#include "base/error.h"
#include "base/files.h"
#include "data/dataset_builder.h"

namespace taxon {
namespace {

using Cells = std::vector<std::string_view>;

// The lines of a file, their ends taken off.
class Lines {
 public:
  explicit Lines(std::string_view text)
      : rest_(text), end_(text.find('\n') == std::string_view::npos ? '\r' : '\n') {}

  bool next(std::string_view& line) {
    if (rest_.empty()) return false;
    const std::size_t end = std::min(rest_.find(end_), rest_.size());
    line = rest_.substr(0, end);
    rest_.remove_prefix(std::min(end + 1, rest_.size()));
    if (end_ == '\n' && line.ends_with('\r')) line.remove_suffix(1);
    ++number_;
    return true;
  }
  std::int64_t number() const { return number_; }  // of the last line, from 1

 private:
  std::string_view rest_;
  char end_;
  std::int64_t number_ = 0;
};

Cells cells_of(std::string_view line) {
  Cells cells;
  for (std::size_t tab = line.find('\t'); tab != std::string_view::npos; tab = line.find('\t')) {
    cells.push_back(line.substr(0, tab));
    line.remove_prefix(tab + 1);
  }
  cells.push_back(line);
  return cells;
}

struct Columns {
  std::size_t count, label, text;
};

std::size_t find_column(const std::string& path, const Cells& header, const std::string& name,
                        const char* option) {
  const auto column = std::find(header.begin(), header.end(), name);
  if (column == header.end()) {
    std::string names;
    for (const std::string_view cell : header) names += (names.empty() ? "" : ", ") + quoted_name(cell);
    throw Error({path, 1, {}}, "no column is named " + quoted_name(name) + ", the header names " + names +
                                   "; choose one with " + option);
  }
  if (std::find(column + 1, header.end(), name) != header.end()) {
    throw Error({path, 1, {}},
                "two columns are named " + quoted_name(name) + "; rename one or choose with " + option);
  }
  return static_cast<std::size_t>(column - header.begin());
}

bool in_quotes(std::string_view cell) {
  return cell.size() >= 2 && cell.front() == '"' && cell.back() == '"';
}

// What is wrong with a row; empty: nothing.
std::string fault_of(const Cells& cells, const Columns& columns) {
  if (cells.size() != columns.count) {
    return "has " + std::to_string(cells.size()) + " fields where the header has " +
           std::to_string(columns.count) + "; mend the line or give --skip-rows";
  }
  if (cells[columns.label].empty()) return "has no label; mend the line or give --skip-rows";
  return "";
}

Dataset read_rows(const std::string& path, const ReadOptions& options, const Columns& columns, Lines& lines) {
  DatasetBuilder builder;
  for (std::string_view line; lines.next(line);) {
    if (line.empty()) continue;
    const Cells cells = cells_of(line);
    if (const std::string fault = fault_of(cells, columns); !fault.empty()) {
      if (!options.skip_rows) throw Error({path, lines.number(), {}}, fault);
      builder.data.note("bad rows, skipped");
      continue;
    }
    if (in_quotes(cells[columns.text])) {
      builder.data.note("texts in double quotes, which are kept: a table with tabs has no quoting");
    }
    builder.add({&cells[columns.label], 1}, std::string(cells[columns.text]),
                path + ":" + std::to_string(lines.number()));
  }
  return builder.finish();
}

std::string read_text(const std::string& path, const ReadOptions& options) {
  return Decoder(options.encoding, options.on_bad_bytes).decode(read_file(path), path);
}

}  // namespace

Dataset read_tsv(const std::string& path, const ReadOptions& options) {
  const std::string text = read_text(path, options);
  Lines lines(text);
  std::string_view line;
  if (!lines.next(line)) throw Error({.file = path}, "is empty; a table starts with a line of column names");
  const Cells header = cells_of(line);
  const Columns columns{header.size(), find_column(path, header, options.label_column, "--label-column"),
                        find_column(path, header, options.text_column, "--text-column")};
  return read_rows(path, options, columns, lines);
}

Dataset read_orange_tab(const std::string& path, const ReadOptions& options) {
  const std::string text = read_text(path, options);
  Lines lines(text);
  std::string_view names_line, types_line, flags_line;
  if (!lines.next(names_line) || !lines.next(types_line) || !lines.next(flags_line)) {
    throw Error({.file = path}, "is too short; a .tab table starts with three lines: names, types, flags");
  }
  const Cells names = cells_of(names_line), types = cells_of(types_line), flags = cells_of(flags_line);
  const auto label = std::find(flags.begin(), flags.end(), "class");
  const auto text_column = std::find(types.begin(), types.end(), "string");
  const auto named = std::find(names.begin(), names.end(), options.text_column);
  const auto text_index =
      static_cast<std::size_t>(named != names.end() ? named - names.begin() : text_column - types.begin());
  if (label == flags.end() || text_index >= names.size() || types.size() > names.size() ||
      flags.size() > names.size()) {
    throw Error({path, 3, {}},
                "the header's three lines name no column of flag 'class' and no column of type "
                "'string'; give --format tsv if there is one header line");
  }
  return read_rows(path, options, {names.size(), static_cast<std::size_t>(label - flags.begin()), text_index},
                   lines);
}

}  // namespace taxon
