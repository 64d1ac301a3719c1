#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

#include "taxon/export.h"

namespace taxon {

// Everything that the library throws is here, but for std::bad_alloc, which any call may throw. Each function
// says which of them to expect beside these two: Fault, and JobFailed where the system gives no threads.

// Where in the user's input something is wrong. Every part is optional: an empty string or 0 is "unknown".
struct Where {
  std::string file = {};
  std::int64_t line = 0;   // 1-based
  std::string field = {};  // a column, key, option or section by name
};

// An error that the user can mend: bad input, a wrong option, a full disk. Its text says in one line what is
// wrong and what to do; what() puts the place before it ("FILE:LINE: FIELD: what, what to do"). Everything
// that can fail by the user's doing throws this and leaves its arguments usable; of train() see there.
class TAXON_API Error : public std::runtime_error {
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

// The job was stopped from outside before it had a result; carries the number that stopped it (a signal's).
class TAXON_API Interrupted : public std::runtime_error {
 public:
  explicit Interrupted(int signal_number, const std::string& message = "interrupted")
      : std::runtime_error(message), signal_number_(signal_number) {}
  int signal_number() const { return signal_number_; }

 private:
  int signal_number_;
};

// A job that failed although the call was right: a loss that became NaN, a system out of threads.
class TAXON_API JobFailed : public std::runtime_error {
 public:
  explicit JobFailed(const std::string& message) : std::runtime_error(message) {}
};

// A mistake in taxon itself, never the caller's: please report what it says.
class TAXON_API Fault : public std::logic_error {
 public:
  explicit Fault(const std::string& message) : std::logic_error(message) {}
};

}  // namespace taxon
