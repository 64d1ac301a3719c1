#include "data/line_reader.h"

#include <algorithm>

#include "base/error.h"

namespace taxon {

// Finds where the line at begin_ ends and the next one begins; false where more text is needed to know.
bool LineReader::find_end(std::size_t& end, std::size_t& next_begin) {
  const std::size_t from = std::max(begin_, searched_);
  const std::size_t place =
      ends_ == LineEnds::kLf ? window_.find('\n', from) : window_.find_first_of("\r\n", from);
  searched_ = std::min(place, window_.size());
  if (place == std::string::npos) return false;
  const bool is_cr = window_[place] == '\r';
  // Behind a CR it takes one more byte to tell CR from CRLF.
  if (is_cr && place + 1 == window_.size() && !at_end_) return false;
  const bool is_crlf = is_cr && place + 1 < window_.size() && window_[place + 1] == '\n';
  if (ends_ == LineEnds::kUnknown) ends_ = is_cr && !is_crlf ? LineEnds::kCr : LineEnds::kLf;
  end = !is_cr && place > begin_ && window_[place - 1] == '\r' ? place - 1 : place;
  next_begin = place + (is_crlf ? 2 : 1);
  return true;
}

void LineReader::read_more() {
  window_.erase(0, begin_);
  searched_ -= std::min(searched_, begin_);
  begin_ = 0;
  if (window_.size() > kMaxLine) {
    throw Error({.file = source_.name(), .line = number_ + 1},
                "a text of more than " + std::to_string(kMaxLine >> 20U) +
                    " MB; cut it into several, or into lines if it is a list of them");
  }
  at_end_ = !source_.read_more(window_, number_ + 1);
}

bool LineReader::next_held(std::string_view& line) {
  std::size_t end = 0, next_begin = 0;
  if (!find_end(end, next_begin)) return false;
  line = std::string_view(window_).substr(begin_, end - begin_);
  begin_ = searched_ = next_begin;
  ++number_;
  return true;
}

bool LineReader::next(std::string_view& line) {
  while (!next_held(line)) {
    if (!at_end_) {
      read_more();
      continue;
    }
    if (begin_ == window_.size()) return false;
    // The last line, which no LF ends.
    line = std::string_view(window_).substr(begin_);
    if (line.ends_with('\r')) line.remove_suffix(1);
    begin_ = window_.size();
    ++number_;
    return true;
  }
  return true;
}

bool is_blank(std::string_view line) {
  return line.find_first_not_of(" \t\r") == std::string_view::npos;
}

}  // namespace taxon
