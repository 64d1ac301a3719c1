#pragma once

#include <string>

#include "data/dataset.h"
#include "data/readers.h"

namespace taxon {

// Tables, read row by row. A .csv is as RFC 4180 has it: parted by commas, cells in double quotes where they
// hold commas, quotes or line ends. In a .tsv a cell is the bytes between two tabs and there is no quoting,
// as the media type text/tab-separated-values has it: a stray quote in a text would otherwise swallow the
// lines up to the next one. Cells that stand in quotes there are kept with them and counted in a note.
// options.table changes any of it. Lines end with LF or CRLF or, where the first one does, with CR. Blank
// lines are skipped. Labels are the bytes of the cell ("01" and "1" are two classes); a missing label is an
// error, an empty text is a note. Every error names file and line; with options.skip_rows, bad rows are left
// out and counted instead.
//
// The first line names the columns; options.text_column and label_column choose among them.
// format: kCsv or kTsv.
Dataset read_table(const std::string& path, const ReadOptions& options, Format format);

// The format of the Orange data-mining suite: a .tsv of three header lines (names, types, flags). The label
// is the column flagged "class"; the text is the column named options.text_column (or "text") or else the
// first of type "string".
Dataset read_orange_tab(const std::string& path, const ReadOptions& options);

}  // namespace taxon
