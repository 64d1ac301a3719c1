#include "data/table.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "data/dataset_builder.h"
#include "data/table_file.h"

namespace taxon {
namespace {

using Cells = std::vector<std::string_view>;

struct Columns {
  std::size_t label;
  std::vector<std::size_t> texts;
};

bool in_quotes(std::string_view cell) {
  return cell.size() >= 2 && cell.front() == '"' && cell.back() == '"';
}

// The labels of a cell: itself or, with a separator, what stands between the separators. Nothing between two
// of them is no label.
void cut_labels(std::string_view cell, std::string_view separator, Cells& labels) {
  labels.clear();
  if (separator.empty()) {
    labels.push_back(cell);
    return;
  }
  for (std::size_t begin = 0; begin <= cell.size();) {
    const std::size_t end = std::min(cell.find(separator, begin), cell.size());
    if (end > begin) labels.push_back(cell.substr(begin, end - begin));
    begin = end + separator.size();
  }
}

std::string fault_of(const TableFile& table, const Columns& columns, const ReadOptions& options) {
  std::string fault = table.fault();
  if (fault.empty() && table.cells()[columns.label].empty() && options.label_separator.empty()) {
    fault = "has no label";
  }
  return fault;
}

Dataset read_rows(TableFile& table, const Columns& columns, const ReadOptions& options) {
  DatasetBuilder builder;
  builder.data.multi_label = !options.label_separator.empty();
  Cells labels;
  while (table.next()) {
    std::string place = table.place();
    if (const std::string fault = fault_of(table, columns, options); !fault.empty()) {
      if (!options.skip_rows) throw Error(table.where(), fault + "; mend the line or give --skip-rows");
      builder.data.note(kBadRowsNote, 1, place);
      continue;
    }
    // Either may show that the quotes of a file are taken for what they are not.
    if (!table.syntax().quoting && in_quotes(table.cells()[columns.texts[0]])) {
      builder.data.note("texts in double quotes, which are kept; give --quoting on if they are not text", 1,
                        place);
    }
    if (table.spans_lines()) builder.data.note("rows of several lines, in quotes", 1, place);
    cut_labels(table.cells()[columns.label], options.label_separator, labels);
    builder.add(labels, joined_cells(table.cells(), columns.texts), std::move(place));
  }
  builder.data.note(table.bad_bytes());
  return builder.finish();
}

Cells next_header_line(TableFile& table, const std::string& path) {
  if (!table.next_line()) {
    throw Error({.file = path}, "is too short; a .tab table starts with three lines: names, types, flags");
  }
  return {table.cells().begin(), table.cells().end()};
}

}  // namespace

Dataset read_table(const std::string& path, const ReadOptions& options, Format format) {
  TableFile table(path, options, format);
  // In this order, so that a wrong file is met by its label column first.
  const std::size_t label = table.find_label(options);
  return read_rows(table, {label, table.find_texts(options)}, options);
}

Dataset read_orange_tab(const std::string& path, const ReadOptions& options) {
  if (!options.table.header)
    throw Error({.field = "--no-header"}, "a .tab table has three header lines; give --format tsv");
  TableFile table(path, options, Format::kOrangeTab);
  const auto& names = table.columns();
  const Cells types = next_header_line(table, path);
  const auto text_column = static_cast<std::size_t>(std::ranges::find(types, "string") - types.begin());
  const std::size_t type_count = types.size();
  const Cells flags = next_header_line(table, path);  // the types' bytes are gone
  const auto label = static_cast<std::size_t>(std::ranges::find(flags, "class") - flags.begin());
  const auto named = std::ranges::find(names, options.text_column.value_or("text"));
  const auto text = named != names.end() ? static_cast<std::size_t>(named - names.begin()) : text_column;
  if (label >= flags.size() || text >= names.size() || type_count > names.size() ||
      flags.size() > names.size()) {
    throw Error({path, 3, {}},
                "the header's three lines name no column of flag 'class' and no column of type "
                "'string'; give --format tsv if there is one header line");
  }
  return read_rows(table, {label, {text}}, options);
}

}  // namespace taxon
