#include "data/table_rows.h"

#include <algorithm>
#include <cstring>

#include "base/error.h"

namespace taxon {
namespace {

constexpr char kQuote = '"';

}  // namespace

TableRows::TableRows(TextSource& source, const TableSyntax& syntax)
    : source_(source),
      syntax_(syntax),
      plain_ends_({syntax.delimiter, '\r', '\n', syntax.escape.value_or(syntax.delimiter)}),
      quoted_ends_({kQuote, kQuote, kQuote, syntax.escape.value_or(kQuote)}) {}

void TableRows::begin_row() {
  row_begin_ = cell_begin_ = cell_end_ = pos_;
  state_ = State::kCellStart;
  bounds_.clear();
  was_quoted_ = has_quotes_ = misquoted_ = spans_lines_ = false;
  row_line_ = line_;
}

bool TableRows::next() {
  begin_row();
  while (scan() != Step::kRowEnd) {
    if (at_end_) {
      if (!end_input()) return false;
      break;
    }
    read_more();
  }
  finish_row();
  return true;
}

// Goes on from where it stopped, to the row's end or to where more text is needed.
TableRows::Step TableRows::scan() {
  Step step = Step::kOn;
  while (step == Step::kOn) {
    if (pos_ == window_.size()) return Step::kNeedMore;
    switch (state_) {
      case State::kCellStart:
        step = start_cell();
        break;
      case State::kPlain:
        step = scan_plain();
        break;
      case State::kQuoted:
        step = scan_quoted();
        break;
      case State::kQuote:
        step = scan_quote();
        break;
    }
  }
  return step;
}

TableRows::Step TableRows::start_cell() {
  while (syntax_.skip_space && pos_ < window_.size() && window_[pos_] == ' ') ++pos_;
  if (pos_ < window_.size()) {
    was_quoted_ = syntax_.quoting && window_[pos_] == kQuote;
    state_ = was_quoted_ ? State::kQuoted : State::kPlain;
    if (was_quoted_) {
      has_quotes_ = true;
      quote_line_ = line_;
      ++pos_;
    }
  }
  cell_begin_ = cell_end_ = pos_;
  return Step::kOn;
}

TableRows::Step TableRows::scan_plain() {
  const std::size_t place = plain_ends_.find(window_, pos_);
  misquoted_ = misquoted_ || (was_quoted_ && place > pos_);
  keep(pos_, place);
  pos_ = place;
  if (pos_ == window_.size()) return Step::kNeedMore;
  const char c = window_[pos_];
  if (c == syntax_.delimiter) {
    end_cell();
    ++pos_;
    state_ = State::kCellStart;
    return Step::kOn;
  }
  if (c == '\r') return scan_cr();
  if (c != '\n') return scan_escape();
  if (ends_ == LineEnds::kUnknown) ends_ = LineEnds::kLf;
  return end_row(pos_ + 1);
}

TableRows::Step TableRows::scan_cr() {
  const bool is_last = pos_ + 1 == window_.size();
  if (is_last && !at_end_) return Step::kNeedMore;  // it takes one more byte to tell CR from CRLF
  const bool is_crlf = !is_last && window_[pos_ + 1] == '\n';
  if (ends_ == LineEnds::kUnknown) ends_ = is_crlf ? LineEnds::kLf : LineEnds::kCr;
  if (is_crlf || is_last || ends_ == LineEnds::kCr) return end_row(pos_ + (is_crlf ? 2 : 1));
  misquoted_ = misquoted_ || was_quoted_;
  keep(pos_, pos_ + 1);
  ++pos_;
  return Step::kOn;
}

TableRows::Step TableRows::scan_quoted() {
  const std::size_t place = syntax_.escape ? quoted_ends_.find(window_, pos_)
                                           : std::min(window_.find(kQuote, pos_), window_.size());
  count_lines(pos_, place);
  keep(pos_, place);
  pos_ = place;
  if (pos_ == window_.size()) return Step::kNeedMore;
  if (syntax_.escape && window_[pos_] == *syntax_.escape) return scan_escape();
  ++pos_;
  state_ = State::kQuote;
  return Step::kOn;
}

// Behind a quote in quotes: it was the first of two, or the closing one.
TableRows::Step TableRows::scan_quote() {
  if (window_[pos_] != kQuote) {
    state_ = State::kPlain;
    return Step::kOn;
  }
  keep(pos_, pos_ + 1);
  ++pos_;
  state_ = State::kQuoted;
  return Step::kOn;
}

TableRows::Step TableRows::scan_escape() {
  misquoted_ = misquoted_ || (was_quoted_ && state_ == State::kPlain);
  const bool is_last = pos_ + 1 == window_.size();
  if (is_last && !at_end_) return Step::kNeedMore;
  const std::size_t kept = is_last ? pos_ : pos_ + 1;
  count_lines(kept, kept + 1);
  keep(kept, kept + 1);
  pos_ = kept + 1;
  return Step::kOn;
}

// Adds window_[begin, end) to the cell at hand.
void TableRows::keep(std::size_t begin, std::size_t end) {
  if (cell_end_ != begin) std::memmove(window_.data() + cell_end_, window_.data() + begin, end - begin);
  cell_end_ += end - begin;
}

void TableRows::end_cell() {
  bounds_.emplace_back(cell_begin_, cell_end_);
  cell_begin_ = cell_end_ = pos_;
}

TableRows::Step TableRows::end_row(std::size_t next_row) {
  end_cell();
  pos_ = next_row;
  ++line_;
  return Step::kRowEnd;
}

void TableRows::count_lines(std::size_t begin, std::size_t end) {
  const auto* const text = window_.data();
  const auto lines = std::count(text + begin, text + end, ends_ == LineEnds::kCr ? '\r' : '\n');
  spans_lines_ = spans_lines_ || lines > 0;
  line_ += lines;
}

// Where the text ends: whether it ends with a row that no line end ends.
bool TableRows::end_input() {
  if (state_ == State::kQuoted) refuse_open_quote("does not close before the end of the file");
  if (pos_ == row_begin_) return false;
  end_cell();
  return true;
}

void TableRows::read_more() {
  refuse_endless();
  window_.erase(0, row_begin_);
  for (auto* offset : {&pos_, &cell_begin_, &cell_end_}) *offset -= row_begin_;
  for (auto& [begin, end] : bounds_) {
    begin -= row_begin_;
    end -= row_begin_;
  }
  row_begin_ = 0;
  at_end_ = !source_.read_more(window_, line_);
}

void TableRows::refuse_open_quote(const std::string& how) const {
  throw Error({.file = source_.name(), .line = quote_line_},
              "a quote opens here and " + how + "; close it, or give --quoting off if quotes are text");
}

void TableRows::refuse_endless() const {
  const std::string limit = std::to_string(kMaxCell >> 20U);
  const Where row{.file = source_.name(), .line = row_line_};
  if (window_.size() - cell_begin_ > kMaxCell) {
    if (state_ == State::kQuoted) refuse_open_quote("does not close within " + limit + " MB");
    throw Error(row, "a cell of more than " + limit + " MB; cut the text into several");
  }
  if (window_.size() - row_begin_ > 4 * kMaxCell || bounds_.size() > kMaxCells) {
    throw Error(row,
                "a row too long for a table of texts; give --delimiter if the cells are parted otherwise");
  }
}

void TableRows::finish_row() {
  cells_.clear();
  const std::string_view text = window_;
  for (const auto& [begin, end] : bounds_) cells_.push_back(text.substr(begin, end - begin));
  blank_ = cells_.size() == 1 && cells_[0].empty() && !has_quotes_;
}

}  // namespace taxon
