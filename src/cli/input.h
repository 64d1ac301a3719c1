#pragma once

#include <string>
#include <vector>

#include "data/byte_source.h"
#include "data/line_reader.h"
#include "data/text_source.h"
#include "options/settings.h"

namespace taxon {

// The texts of a file or of standard input ("-"), in blocks: what is there is handed out at once, so that a
// typed line is answered before the next is typed, and a long stream takes bounded memory. As lines, a text
// ends at LF or CRLF (or CR, see LineEnds) and the last one may do without; as one text, all of the input is
// a single block of one text. For one thread, but for stop().
class TextInput {
 public:
  // Throws Error where settings.file cannot be opened.
  explicit TextInput(const Settings& settings);

  // The next texts as UTF-8; waits until there is one. False at the end. Throws Error naming file and line
  // where bytes are not in the encoding or a text is longer than kMaxTextBytes, after the texts before it
  // have been handed out.
  bool next(std::vector<std::string>& texts);

  // Ends the input where it is: a next() that waits for bytes waits no longer. From any thread.
  void stop() { stop_.set(); }

  // A line without an end, a device of zeros say, must not take all memory.
  static constexpr std::size_t kMaxTextBytes = LineReader::kMaxLine;

 private:
  bool take_lines(std::vector<std::string>& texts);
  bool take_whole(std::vector<std::string>& texts);

  InputKind kind_;
  StopEvent stop_;
  TextSource source_;
  LineReader lines_;
  bool at_end_ = false;
};

}  // namespace taxon
