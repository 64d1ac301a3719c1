#pragma once

#include <string>
#include <vector>

#include "base/encoding.h"
#include "cli/settings.h"

namespace taxon {

// The texts of a file or of standard input ("-"), in blocks: what is there is handed out at once, so that a
// typed line is answered before the next is typed, and a long stream takes bounded memory. As lines, a text
// ends at LF or CRLF and the last one may do without; as one text, all of the input is a single block of one
// text.
class TextInput {
 public:
  // Throws Error where settings.file cannot be opened or settings.encoding cannot be cut into lines.
  explicit TextInput(const Settings& settings);
  ~TextInput();
  TextInput(const TextInput&) = delete;
  TextInput& operator=(const TextInput&) = delete;

  // The next texts as UTF-8; waits until there is one. False at the end. Throws Error naming file and line
  // where bytes are not in the encoding, after the texts before them have been handed out.
  bool next(std::vector<std::string>& texts);

 private:
  bool read_more();
  bool take_lines(std::vector<std::string>& texts);
  bool take_whole(std::vector<std::string>& texts);
  std::string decode_line(std::size_t begin, std::size_t end);

  std::string name_;  // for messages
  InputKind kind_;
  Decoder decoder_;
  int fd_ = -1;
  bool at_end_ = false;
  std::string buffer_;
  std::size_t taken_ = 0;  // bytes of buffer_ that have been handed out
  long line_ = 0;          // lines handed out
};

}  // namespace taxon
