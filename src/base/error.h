#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace taxon {

// Where in the user's input something is wrong. Every part is optional: an empty string or 0 is "unknown".
struct Where {
  std::string file = {};
  std::int64_t line = 0;   // 1-based
  std::string field = {};  // a column, key, option or section by name
};

// An error that the user can mend: bad input, a wrong option, a full disk. Its text is one line that says
// what is wrong and what to do; what() prefixes it with the place ("FILE:LINE: FIELD: what, what to do").
// Everything in taxon that can fail by the user's doing throws this and leaves its arguments usable.
class Error : public std::runtime_error {
 public:
  explicit Error(const std::string& message) : Error(Where{}, message) {}
  Error(const Where& where, const std::string& message);

  const Where& where() const { return where_; }
  // Without the place, so that who knows it better can throw it anew.
  const std::string& message() const { return message_; }

 private:
  Where where_;
  std::string message_;
};

// The job was stopped from outside (SIGINT, SIGTERM); carries the signal's number.
class Interrupted : public std::runtime_error {
 public:
  explicit Interrupted(int signal_number, const std::string& message = "interrupted")
      : std::runtime_error(message), signal_number_(signal_number) {}
  int signal_number() const { return signal_number_; }

 private:
  int signal_number_;
};

// A job that failed although the call was right (a NaN loss, say): the program exits with 1, not 2.
class JobFailed : public std::runtime_error {
 public:
  explicit JobFailed(const std::string& message) : std::runtime_error(message) {}
};

// Text of any bytes, fit for a message of one line: UTF-8, with control bytes as \xNN.
std::string printable(std::string_view text);

// A name from the user's input, fit for a message of one line: in single quotes, control bytes as \xNN, and
// cut where it is very long.
std::string quoted_name(std::string_view name);

// Text of errno as the C library words it, thread-safe.
std::string errno_text(int error_number);

}  // namespace taxon
