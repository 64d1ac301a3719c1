#include "data/table_file.h"

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "data/column_names.h"

namespace taxon {
namespace {

TableSyntax syntax_of(const TableOptions& options, Format format) {
  const bool is_csv = format == Format::kCsv;
  TableSyntax syntax{.delimiter = options.delimiter.value_or(is_csv ? ',' : '\t'),
                     .quoting = options.quoting.value_or(is_csv),
                     .escape = options.escape,
                     .skip_space = options.skip_space};
  if (syntax.escape == syntax.delimiter) {
    throw Error({.field = "--escape"}, "is the delimiter too; choose another character");
  }
  return syntax;
}

}  // namespace

TableFile::TableFile(const std::string& path, const ReadOptions& options, Format format,
                     const StopEvent* stop)
    : syntax_(syntax_of(options.table, format)),
      source_(path, options.encoding, options.on_bad_bytes, stop),
      rows_(source_, syntax_),
      has_header_(options.table.header) {
  // The lines of a .tab's header have their places; elsewhere what comes before the names may be blank.
  if (!(format == Format::kOrangeTab ? next_line() : next())) {
    throw Error({.file = source_.name()}, has_header_ ? "is empty; a table starts with a line of column names"
                                                      : "is empty; give a table of texts");
  }
  const auto first = cells();
  for (std::size_t i = 0; i < first.size(); ++i) {
    columns_.push_back(has_header_ ? std::string(first[i]) : std::to_string(i + 1));
  }
  first_row_ = where();
  first_row_waits_ = !has_header_;
}

std::size_t TableFile::find(const std::string& name, const std::string& option) const {
  const auto column = std::ranges::find(columns_, name);
  if (column == columns_.end()) {
    const std::string known = has_header_ ? ", the header names " + quoted_names(columns_)
                                          : ", without a header they are 1 to " + columns_.back();
    throw Error(first_row_, "no column is named " + quoted_name(name) + known + "; choose one with " +
                                option + (has_header_ ? ", or give --no-header if this line is data" : ""));
  }
  if (std::find(column + 1, columns_.end(), name) != columns_.end()) {
    throw Error(first_row_,
                "two columns are named " + quoted_name(name) + "; rename one or choose with " + option);
  }
  return static_cast<std::size_t>(column - columns_.begin());
}

std::vector<std::size_t> TableFile::find_texts(const ReadOptions& options) const {
  std::vector<std::size_t> places;
  const auto is_known = [this](const std::string& name) {
    return std::ranges::find(columns_, name) != columns_.end();
  };
  for (const auto& name : column_names(options.text_column.value_or(has_header_ ? "text" : "2"), is_known)) {
    places.push_back(find(name, "--text-column"));
  }
  return places;
}

std::size_t TableFile::find_label(const ReadOptions& options) const {
  return find(options.label_column.value_or(has_header_ ? "label" : "1"), "--label-column");
}

bool TableFile::next_line() {
  return std::exchange(first_row_waits_, false) || rows_.next();
}

bool TableFile::next() {
  while (next_line()) {
    if (!rows_.blank()) return true;
  }
  return false;
}

std::string TableFile::place() const {
  const std::string line = std::to_string(rows_.line());
  std::string place;
  // Of just the size, as millions of them are kept.
  place.reserve(source_.name().size() + 1 + line.size());
  return place.append(source_.name()).append(":").append(line);
}

std::string TableFile::fault() const {
  if (cells().size() != columns_.size()) {
    return "has " + std::to_string(cells().size()) + " fields where the " +
           (has_header_ ? "header" : "first row") + " has " + std::to_string(columns_.size());
  }
  return rows_.misquoted() ? "has text behind a closing quote (quotes in quotes are written twice; there are "
                             "--escape and --quoting off)"
                           : "";
}

std::string joined_cells(std::span<const std::string_view> cells, std::span<const std::size_t> columns) {
  std::string text(cells[columns[0]]);
  for (const auto column : columns.subspan(1)) text.append("\n").append(cells[column]);
  return text;
}

}  // namespace taxon
