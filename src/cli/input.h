#pragma once

#include <string>
#include <vector>

#include "base/encoding.h"
#include "cli/settings.h"

namespace taxon {

// The texts of a file or of standard input ("-"), in blocks: what is there is handed out at once, so that a
// typed line is answered before the next is typed, and a long stream takes bounded memory. As lines, a text
// ends at LF or CRLF and the last one may do without; as one text, all of the input is a single block of one
// text. For one thread, but for stop().
class TextInput {
 public:
  // Throws Error where settings.file cannot be opened or settings.encoding cannot be cut into lines.
  explicit TextInput(const Settings& settings);
  ~TextInput();
  TextInput(const TextInput&) = delete;
  TextInput& operator=(const TextInput&) = delete;

  // The next texts as UTF-8; waits until there is one. False at the end. Throws Error naming file and line
  // where bytes are not in the encoding or a text is longer than kMaxTextBytes, after the texts before it
  // have been handed out.
  bool next(std::vector<std::string>& texts);

  // Ends the input where it is: a next() that waits for bytes waits no longer. From any thread.
  void stop();

  // A line without an end, a device of zeros say, must not take all memory.
  static constexpr std::size_t kMaxTextBytes = std::size_t{64} << 20U;

 private:
  bool stopped() const;
  bool read_more();
  void refuse_endless_text() const;
  bool take_lines(std::vector<std::string>& texts);
  bool take_whole(std::vector<std::string>& texts);
  std::string decode_line(std::size_t begin, std::size_t end);

  std::string name_;  // for messages
  InputKind kind_;
  Decoder decoder_;
  int fd_ = -1;
  int stop_fd_ = -1;  // an eventfd, readable after stop()
  bool at_end_ = false;
  std::string buffer_;
  std::size_t taken_ = 0;     // bytes of buffer_ that have been handed out
  std::size_t searched_ = 0;  // bytes of buffer_ among which no line's end is left behind taken_
  long line_ = 0;             // lines handed out
};

}  // namespace taxon
