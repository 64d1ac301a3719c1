#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "data/byte_finder.h"
#include "data/line_ends.h"
#include "data/text_source.h"

namespace taxon {

// How the cells of a table are written.
struct TableSyntax {
  char delimiter = ',';
  // A cell that starts with " goes on to the next ", over delimiters and line ends; "" in it stands for one
  // (RFC 4180). A " elsewhere is a character like others. Otherwise every " is.
  bool quoting = true;
  std::optional<char> escape = std::nullopt;  // the character behind it is a part of the cell, whatever it is
  bool skip_space = false;                    // spaces before a cell are dropped
};

// The rows of a table, cut into cells. Rows end as lines do (LineEnds), but for line ends in quotes. Bytes
// are kept as they are, NUL and 0x1A too. No more is held than one piece and one row. For one thread.
class TableRows {
 public:
  // The source must outlive the object.
  TableRows(TextSource& source, const TableSyntax& syntax);

  // The next row; false at the end. Waits for no more than its end. Throws Error naming the file and the line
  // where a quote opens that does not close in kMaxCell bytes or before the end, or where the row stands that
  // has a longer cell, is longer than 4 * kMaxCell or has more than kMaxCells cells.
  bool next();

  // The cells, at least one; valid until the next call of next().
  std::span<const std::string_view> cells() const { return cells_; }
  // Where the row begins, from 1. A line in quotes counts as well.
  std::int64_t line() const { return row_line_; }
  // Whether the row is an empty line.
  bool blank() const { return blank_; }
  // Whether something stands between a closing quote and the cell's end; it is part of the cell.
  bool misquoted() const { return misquoted_; }
  // Whether the row takes several lines, since a line ends within a cell.
  bool spans_lines() const { return spans_lines_; }

  static constexpr std::size_t kMaxCell = std::size_t{64} << 20U;
  static constexpr std::size_t kMaxCells = std::size_t{1} << 20U;

 private:
  enum class State { kCellStart, kPlain, kQuoted, kQuote };
  enum class Step { kOn, kRowEnd, kNeedMore };

  void begin_row();
  Step scan();
  Step start_cell();
  Step scan_plain();
  Step scan_quoted();
  Step scan_quote();
  Step scan_escape();
  Step scan_cr();
  void keep(std::size_t begin, std::size_t end);
  void end_cell();
  Step end_row(std::size_t next_row);
  void count_lines(std::size_t begin, std::size_t end);
  bool end_input();
  void read_more();
  void refuse_endless() const;
  [[noreturn]] void refuse_open_quote(const std::string& how) const;
  void finish_row();

  TextSource& source_;
  TableSyntax syntax_;
  ByteFinder plain_ends_, quoted_ends_;  // what ends a run of bytes of a cell, outside quotes and in them

  std::string window_;
  std::size_t row_begin_ = 0;
  std::size_t pos_ = 0;  // the next byte to look at
  State state_ = State::kCellStart;
  // The cell at hand is the bytes from cell_begin_ to cell_end_: what quotes and escapes leave out is closed
  // up in place.
  std::size_t cell_begin_ = 0, cell_end_ = 0;
  bool was_quoted_ = false;
  std::vector<std::pair<std::size_t, std::size_t>> bounds_;  // of the row's cells: begin, end
  std::vector<std::string_view> cells_;

  LineEnds ends_ = LineEnds::kUnknown;
  bool at_end_ = false;
  bool has_quotes_ = false, blank_ = false, misquoted_ = false, spans_lines_ = false;
  std::int64_t line_ = 1, row_line_ = 1, quote_line_ = 1;
};

}  // namespace taxon
