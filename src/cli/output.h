#pragma once

#include <exception>
#include <string_view>

namespace taxon {

// Whoever read standard output has closed it; there is nobody left to work for.
class OutputClosed : public std::exception {
 public:
  const char* what() const noexcept override { return "standard output is closed"; }
};

// Writes all of `text` to standard output at once. Throws OutputClosed, or JobFailed where it cannot be
// written.
void write_output(std::string_view text);

// Writes "note: TEXT" to standard error.
void tell_note(std::string_view text);

}  // namespace taxon
