#include "cli/input.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <cstdint>
#include <utility>

#include "base/check.h"
#include "base/error.h"

namespace taxon {
namespace {

constexpr std::size_t kReadSize = std::size_t{1} << 16U;

// In these a byte 0x0A need not be a line's end, so that bytes cannot be cut into lines before decoding.
bool has_wide_units(std::string encoding) {
  std::transform(encoding.begin(), encoding.end(), encoding.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return encoding.starts_with("utf-16") || encoding.starts_with("utf16") || encoding.starts_with("utf-32") ||
         encoding.starts_with("utf32") || encoding.starts_with("ucs");
}

}  // namespace

TextInput::TextInput(const Settings& settings)
    : name_(settings.file == "-" ? "standard input" : settings.file),
      kind_(settings.input),
      decoder_(settings.read.encoding, settings.read.on_bad_bytes),
      fd_(STDIN_FILENO) {
  if (kind_ == InputKind::kLines && has_wide_units(settings.read.encoding)) {
    throw Error({.field = "--encoding"},
                settings.read.encoding +
                    " cannot be read line by line; convert it to UTF-8 first (iconv -f " +
                    settings.read.encoding + " -t utf-8)");
  }
  if (settings.file != "-") fd_ = ::open(settings.file.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd_ < 0) throw Error({.file = name_}, "cannot open: " + errno_text(errno));
  stop_fd_ = ::eventfd(0, EFD_CLOEXEC);
  if (stop_fd_ < 0) throw Error({.file = name_}, "cannot wait for input: " + errno_text(errno));
}

TextInput::~TextInput() {
  if (fd_ > STDIN_FILENO) ::close(fd_);
  ::close(stop_fd_);
}

void TextInput::stop() {
  const std::uint64_t one = 1;
  TAXON_CHECK(::write(stop_fd_, &one, sizeof(one)) == sizeof(one));
}

// Waits for bytes (or the end of the input) or for stop(); whether it was stop() that came.
bool TextInput::stopped() const {
  std::array<pollfd, 2> waiting = {{{fd_, POLLIN, 0}, {stop_fd_, POLLIN, 0}}};
  while (::poll(waiting.data(), waiting.size(), -1) < 0 && errno == EINTR) continue;
  return waiting[1].revents != 0;
}

// Waits for bytes; false at the end of the input.
bool TextInput::read_more() {
  if (stopped()) return false;
  const std::size_t old_size = buffer_.size();
  buffer_.resize(old_size + kReadSize);
  ssize_t n = 0;
  do {
    n = ::read(fd_, buffer_.data() + old_size, kReadSize);
  } while (n < 0 && errno == EINTR);
  if (n < 0) throw Error({.file = name_}, "cannot read: " + errno_text(errno));
  buffer_.resize(old_size + static_cast<std::size_t>(n));
  return n > 0;
}

bool TextInput::next(std::vector<std::string>& texts) {
  texts.clear();
  return kind_ == InputKind::kText ? take_whole(texts) : take_lines(texts);
}

// Called where buffer_ holds nothing but one text that has not ended yet.
void TextInput::refuse_endless_text() const {
  if (buffer_.size() <= kMaxTextBytes) return;
  throw Error({.file = name_, .line = kind_ == InputKind::kLines ? line_ + 1 : 0},
              "a text of more than " + std::to_string(kMaxTextBytes >> 20U) +
                  " MB; cut it into several texts, or into lines if it is a list of them");
}

bool TextInput::take_whole(std::vector<std::string>& texts) {
  if (at_end_) return false;
  while (read_more()) refuse_endless_text();
  at_end_ = true;
  texts.push_back(decoder_.decode(std::move(buffer_), name_));
  return true;
}

bool TextInput::take_lines(std::vector<std::string>& texts) {
  while (texts.empty()) {
    std::size_t end = buffer_.find('\n', std::max(taken_, searched_));
    if (end == std::string::npos) {
      if (!at_end_) {
        buffer_.erase(0, std::exchange(taken_, 0));
        refuse_endless_text();
        searched_ = buffer_.size();
        at_end_ = !read_more();
        continue;
      }
      if (taken_ == buffer_.size()) return false;
      end = buffer_.size();
    }
    for (; end != std::string::npos && taken_ < buffer_.size(); end = buffer_.find('\n', taken_)) {
      try {
        texts.push_back(decode_line(taken_, end));
      } catch (const Error&) {
        if (texts.empty()) throw;
        return true;  // the bad line's turn comes with the next call
      }
      taken_ = std::min(end + 1, buffer_.size());
      ++line_;
    }
  }
  return true;
}

std::string TextInput::decode_line(std::size_t begin, std::size_t end) {
  if (end > begin && buffer_[end - 1] == '\r') --end;
  return decoder_.decode(buffer_.substr(begin, end - begin), name_ + ":" + std::to_string(line_ + 1));
}

}  // namespace taxon
