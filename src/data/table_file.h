#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "data/readers.h"
#include "data/table_rows.h"
#include "data/text_source.h"

namespace taxon {

// A table with its columns' names, read row by row. For one thread.
class TableFile {
 public:
  // Opens it and reads its first row. format: kCsv, kTsv or kOrangeTab, for what the options leave open.
  // Throws Error naming the path where it is empty or not to be read, or options that do not go together.
  TableFile(const std::string& path, const ReadOptions& options, Format format,
            const StopEvent* stop = nullptr);

  // The names of the columns; "1", "2", ... in a table without a header.
  const std::vector<std::string>& columns() const { return columns_; }
  // The place of the column of that name. Throws Error that lists the names there are, or where the name
  // comes twice; `option` chooses another one.
  std::size_t find(const std::string& name, const std::string& option) const;
  // The columns of the texts and of the label, as the options say.
  std::vector<std::size_t> find_texts(const ReadOptions& options) const;
  std::size_t find_label(const ReadOptions& options) const;

  // The next row that is not blank; false at the end. Errors are those of TableRows::next().
  bool next();
  // The next row, blank or not.
  bool next_line();
  // Of the last row; valid until the next one is read.
  std::span<const std::string_view> cells() const { return rows_.cells(); }
  bool spans_lines() const { return rows_.spans_lines(); }
  Where where() const { return {.file = source_.name(), .line = rows_.line()}; }
  // As a data set's sources have it: FILE:LINE.
  std::string place() const;
  // What is wrong with the row's cells; empty: nothing.
  std::string fault() const;

  const TableSyntax& syntax() const { return syntax_; }
  BadBytes bad_bytes() const { return source_.bad_bytes(); }

 private:
  TableSyntax syntax_;
  TextSource source_;
  TableRows rows_;
  bool has_header_;
  bool first_row_waits_ = false;  // it was read to count the columns, but it is data
  std::vector<std::string> columns_;
  Where first_row_;
};

// The texts of a row: cells joined by line ends.
std::string joined_cells(std::span<const std::string_view> cells, std::span<const std::size_t> columns);

}  // namespace taxon
