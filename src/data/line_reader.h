#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "data/line_ends.h"
#include "data/text_source.h"

namespace taxon {

// The lines of a text, their ends (LineEnds) taken off; the last one may do without. No more is held than the
// lines of one piece. For one thread.
class LineReader {
 public:
  // The source must outlive the object.
  explicit LineReader(TextSource& source) : source_(source) {}

  // The next line, valid until the next call; false at the end. Waits for no more than the line. Throws Error
  // naming the file, and the line if it is longer than kMaxLine bytes.
  bool next(std::string_view& line);

  // The same of a line that has already been read; false where there is none, and then nothing was waited
  // for.
  bool next_held(std::string_view& line);

  std::int64_t number() const { return number_; }  // of the last line, from 1

  // A file without line ends must not take all memory.
  static constexpr std::size_t kMaxLine = std::size_t{64} << 20U;

 private:
  bool find_end(std::size_t& end, std::size_t& next_begin);
  void read_more();

  TextSource& source_;
  std::string window_;
  std::size_t begin_ = 0;     // of the next line, in window_
  std::size_t searched_ = 0;  // no line ends before this place
  LineEnds ends_ = LineEnds::kUnknown;
  bool at_end_ = false;
  std::int64_t number_ = 0;
};

// Whether there is nothing but spaces, tabs and carriage returns.
bool is_blank(std::string_view line);

}  // namespace taxon
